//! Boot counter and site over years of starts and cuts of the power.

use embassy_futures::block_on;
use firmware::Settings;
use firmware::simulation::Flash;
use firmware_protocol::Site;

#[test]
fn ten_thousand_starts_wear_each_page_sixteen_times() {
    let mut flash = Flash::default();
    for start in 1..=10_000u16 {
        let mut settings = block_on(Settings::load(&mut flash)).unwrap();
        assert_eq!(block_on(settings.count_boot()).unwrap().boot, start);
    }
    // 341 records a page: a flash that stands 10 000 erasures stands six million starts.
    assert_eq!(flash.erasures, [15, 15]);
}

#[test]
fn the_site_outlives_starts_and_pages() {
    let mut flash = Flash::default();
    for start in 0..2_000u16 {
        let site = Site::from_code((start / 300 % 9) as u8).unwrap();
        let mut settings = block_on(Settings::load(&mut flash)).unwrap();
        if start % 300 == 0 {
            block_on(settings.assign(site)).unwrap();
        }
        assert_eq!(settings.stored().site, site);
        block_on(settings.count_boot()).unwrap();
    }
}

/// The power goes at every possible word of 1500 changes: no boot number comes twice, and a site that was stored stays.
#[test]
fn a_power_cut_loses_nothing_that_was_stored() {
    let mut flash = Flash::default();
    let mut random = 1u32;
    let (mut last_boot, mut site) = (0, None);
    let mut cuts = 0;
    for step in 0..6_000u32 {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        flash.until_cut = Some(random >> 28);
        let mut settings = block_on(Settings::load(&mut flash)).unwrap();
        let stored = settings.stored();
        assert!(
            stored.boot >= last_boot,
            "step {step}: boot {} after {last_boot}",
            stored.boot
        );
        // A change whose end was not seen may have been stored or not.
        assert!(
            stored.site == site || stored.boot == last_boot,
            "step {step}: {:?}, not {site:?}",
            stored.site
        );
        site = stored.site;
        match block_on(settings.count_boot()) {
            Ok(stored) => {
                assert!(stored.boot > last_boot, "step {step}: boot {} came twice", stored.boot);
                last_boot = stored.boot;
            }
            Err(_) => cuts += 1,
        }
        let wanted = Site::from_code((random >> 8) as u8 % 9).unwrap();
        if block_on(settings.assign(wanted)).is_ok() {
            site = wanted;
        }
    }
    assert!(cuts > 300, "{cuts} cuts");
}
