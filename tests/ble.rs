//! Recording over Bluetooth, against the laboratory of `tests/ble-lab`: the whole program, D-Bus and all, with virtual
//! sensors that know what they sampled.
//!
//! The fast scenarios run where `GAITSCOPE_LAB` is set (`require` makes a missing laboratory a failure); they need Python 3
//! and `dbus-daemon` (as root, missing packages are installed) and spend their time waiting, so they run side by side.
//! Without it they are listed as ignored. The scenarios named `vm_…` boot a machine with the real Linux Bluetooth stack, one
//! after the other, and run only if asked for: `GAITSCOPE_LAB=require cargo test --test ble -- --ignored`. `GAITSCOPE_BIN`
//! names another build of the program (the VM emulates its processor: a release build saves time there).

#[cfg(target_os = "linux")]
#[path = "ble/firmware.rs"]
mod firmware;
#[cfg(target_os = "linux")]
#[path = "ble/lab.rs"]
mod lab;
#[cfg(target_os = "linux")]
#[path = "ble/real_stack.rs"]
mod real_stack;
#[cfg(target_os = "linux")]
#[path = "ble/scenarios.rs"]
mod scenarios;
#[cfg(target_os = "linux")]
#[path = "ble/truth.rs"]
mod truth;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    let mut arguments = libtest_mimic::Arguments::from_args();
    arguments.test_threads.get_or_insert(6);
    let fast = scenarios::ALL.iter().map(|&(name, test)| {
        lab::trial("fast", name, test).with_ignored_flag(std::env::var_os("GAITSCOPE_LAB").is_none())
    });
    let real = real_stack::ALL
        .iter()
        .chain(firmware::scenarios())
        .map(|&(name, test)| lab::trial("vm", name, test).with_ignored_flag(true));
    libtest_mimic::run(&arguments, fast.chain(real).collect()).exit_code()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the laboratory needs BlueZ: nothing to test here");
}
