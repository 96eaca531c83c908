//! Patients, visits, recordings and analyses kept on this machine.
