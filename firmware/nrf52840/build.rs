//! Where the image lies in the board's flash.

use std::{env, fs, path::PathBuf};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    // Both boards come with Adafruit's UF2 bootloader and a SoftDevice that stays unused; the application lies behind it
    // (S140 7.3.0 on the XIAO, 6.1.1 on the Feather), and ends where the bootloader's user data begins: there lie the settings.
    let start = if env::var_os("CARGO_FEATURE_FEATHER_SENSE").is_some() {
        0x26000
    } else {
        0x27000
    };
    let end = 0xED000;
    // The first two words of RAM belong to the MBR.
    let memory = format!(
        "MEMORY\n{{\n  FLASH : ORIGIN = {start:#x}, LENGTH = {:#x}\n  RAM : ORIGIN = 0x20000008, LENGTH = 0x3FFF8\n}}\n",
        end - start
    );
    fs::write(out.join("memory.x"), memory).expect("the build folder can be written");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg-bins=--nmagic");
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rerun-if-changed=build.rs");
}
