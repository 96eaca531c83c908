//! `gaitscope placement --out DIR`: pictures of where the sensors go.

use super::analyze::language;
use recording::Site;

use anyhow::Context;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use wording::Language;

/// The sensors that most kits have: hips, knees and pelvis.
const KIT: [Site; 5] = [
    Site::Pelvis,
    Site::ThighLeft,
    Site::ThighRight,
    Site::ShankLeft,
    Site::ShankRight,
];

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gaitscope placement --out pictures --language de")]
pub(super) struct PlacementArgs {
    /// Where the pictures go; made if it is not there.
    #[arg(long, short)]
    out: PathBuf,
    /// The sensors of the kit's picture, such as `--sites shank_left,shank_right`; every site has its own picture anyway.
    #[arg(long, value_name = "SITE,…", value_delimiter = ',', value_parser = site)]
    sites: Vec<Site>,
    /// The language of the words in the pictures: en or de.
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
    /// Width of the PNG files, pixels.
    #[cfg(feature = "pdf")]
    #[arg(long, default_value_t = 1200, value_parser = clap::value_parser!(u32).range(100..=8000))]
    width: u32,
}

fn site(name: &str) -> Result<Site, String> {
    Site::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Site::ALL.iter().map(|site| site.name()).collect();
        format!("`{name}` is no site; use one of {}", names.join(", "))
    })
}

pub(super) fn run(options: &PlacementArgs) -> anyhow::Result<()> {
    let out = &options.out;
    std::fs::create_dir_all(out).with_context(|| format!("{}: the folder cannot be made", out.display()))?;
    let kit: &[Site] = if options.sites.is_empty() { &KIT } else { &options.sites };
    let mut pictures = vec![("kit", report::placement_kit_svg(kit, options.language)?)];
    for site in Site::ALL {
        pictures.push((site.name(), report::placement_svg(site, options.language)?));
    }
    for (name, svg) in &pictures {
        save(&out.join(format!("{name}.svg")), svg.as_bytes())?;
        #[cfg(feature = "pdf")]
        save(&out.join(format!("{name}.png")), &report::png(svg, options.width)?)?;
    }
    outln!("{} pictures: {}", pictures.len(), out.display());
    Ok(())
}

fn save(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    recording::durable::write(path, |out| out.write_all(bytes))
        .with_context(|| format!("{}: cannot be written", path.display()))
}
