//! The local web app for gait sessions.
