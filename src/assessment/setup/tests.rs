//! Every law on simulated people, one fault at a time.

use super::*;
use nalgebra::Vector3;
use recording::{STANDARD_GRAVITY, Segment};
use simulation::{presets, simulate};

fn healthy(seed: u64) -> Recording {
    simulate(&presets::healthy_person(seed)).recording
}

fn changed(recording: &Recording, site: Site, change: impl Fn(&mut recording::Track)) -> Recording {
    let mut changed = recording.clone();
    change(changed.tracks.get_mut(&site).expect("the sensor"));
    changed
}

/// Fault, remedy and place of everything that is found.
fn found(recording: &Recording) -> Vec<(Fault, Remedy, Option<Site>)> {
    let inspection = inspect(recording);
    let findings = inspection.findings.iter();
    findings
        .map(|finding| (finding.fault, finding.remedy, finding.site))
        .collect()
}

#[test]
fn a_good_recording_raises_nothing() {
    for seed in [3, 11, 40] {
        assert_eq!(found(&healthy(seed)), [], "seed {seed}");
    }
}

#[test]
fn what_is_proved_is_mended_to_what_it_was() {
    let good = healthy(5);
    type Change = fn(&mut recording::Track);
    let faults: [(Fault, Site, Change); 5] = [
        (Fault::AccelerationUnit, Site::Pelvis, |track| {
            track.acc_mps2.iter_mut().for_each(|value| *value /= STANDARD_GRAVITY)
        }),
        (Fault::RateUnit, Site::Pelvis, |track| {
            track.gyr_radps.iter_mut().for_each(|value| *value *= 1f64.to_radians())
        }),
        (Fault::RateUnit, Site::ThighLeft, |track| {
            track.gyr_radps.iter_mut().for_each(|value| *value *= 1f64.to_degrees())
        }),
        (Fault::Exchanged, Site::ShankRight, |track| {
            std::mem::swap(&mut track.acc_mps2, &mut track.gyr_radps)
        }),
        (Fault::RateScale, Site::ThighRight, |track| {
            track.gyr_radps.iter_mut().for_each(|value| *value *= 2.0)
        }),
    ];
    for (fault, site, change) in faults {
        let inspection = inspect(&changed(&good, site, change));
        let named: Vec<(Fault, Option<Site>)> = inspection
            .findings
            .iter()
            .map(|finding| (finding.fault, finding.site))
            .collect();
        assert_eq!(named, [(fault, Some(site))]);
        assert_eq!(inspection.findings[0].remedy, Remedy::Repaired, "{fault:?}");
        let mended = inspection.repaired.expect("mended");
        let largest = mended.tracks[&site]
            .gyr_radps
            .iter()
            .zip(&good.tracks[&site].gyr_radps)
            .map(|(own, good)| (own - good).norm())
            .fold(0.0, f64::max);
        assert!(largest < 1e-9, "{fault:?}: {largest}");
    }
}

#[test]
fn a_halved_gyroscope_turns_half_as_far_as_the_rest() {
    let halved = changed(&healthy(7), Site::Pelvis, |track| {
        track.gyr_radps.iter_mut().for_each(|value| *value *= 0.5)
    });
    assert_eq!(
        found(&halved),
        [(Fault::RateScale, Remedy::Repaired, Some(Site::Pelvis))]
    );
}

#[test]
fn gravity_upside_down_shows_in_a_turn_and_is_mended() {
    let good = healthy(9);
    for site in [Site::Pelvis, Site::ShankLeft] {
        let turned = changed(&good, site, |track| {
            track.acc_mps2.iter_mut().for_each(|value| *value = -*value)
        });
        let inspection = inspect(&turned);
        assert_eq!(inspection.findings.len(), 1, "{:?}", inspection.findings);
        assert_eq!(inspection.findings[0].fault, Fault::UpsideDown);
        assert_eq!(
            inspection.repaired.expect("mended").tracks[&site].acc_mps2,
            good.tracks[&site].acc_mps2
        );
    }
}

#[test]
fn permuted_axes_are_never_mended_to_something_else() {
    let good = healthy(2);
    for site in [Site::ThighLeft, Site::ShankRight] {
        let permuted = changed(&good, site, |track| {
            track
                .gyr_radps
                .iter_mut()
                .for_each(|value| *value = Vector3::new(value.y, value.z, value.x))
        });
        let inspection = inspect(&permuted);
        let finding = inspection
            .findings
            .iter()
            .find(|finding| finding.fault == Fault::AxesPermuted);
        let finding = finding.expect("found");
        assert_eq!(finding.site, Some(site));
        if finding.remedy == Remedy::Repaired {
            let mended = inspection.repaired.expect("mended");
            assert_eq!(mended.tracks[&site].gyr_radps, good.tracks[&site].gyr_radps);
        }
    }
}

#[test]
fn lost_rows_show_however_they_were_lost() {
    let good = healthy(4);
    let without = |gone: fn(usize) -> bool| {
        changed(&good, Site::ShankLeft, |track| {
            let keep: Vec<usize> = (0..track.len()).filter(|k| !gone(*k)).collect();
            let start = track.time_s[0];
            track.acc_mps2 = keep.iter().map(|k| track.acc_mps2[*k]).collect();
            track.gyr_radps = keep.iter().map(|k| track.gyr_radps[*k]).collect();
            track.time_s = (0..keep.len()).map(|k| start + k as f64 / track.rate_hz).collect();
        })
    };
    let bursts = without(|k| k % 230 < 8);
    let one_by_one = without(|k| k % 97 == 0);
    let once = without(|k| (3000..3025).contains(&k));
    for lost in [bursts, one_by_one, once] {
        assert_eq!(
            found(&lost),
            [(Fault::LostRows, Remedy::Refused, Some(Site::ShankLeft))]
        );
    }
}

#[test]
fn legs_crossed_are_told_by_the_blows_of_the_feet() {
    let good = healthy(6);
    let mut crossed = good.clone();
    for (from, to) in [(Site::ThighLeft, Site::ThighRight), (Site::ThighRight, Site::ThighLeft)] {
        let mut track = good.tracks[&from].clone();
        track.site = to;
        crossed.tracks.insert(to, track);
    }
    let inspection = inspect(&crossed);
    assert!(
        inspection
            .findings
            .iter()
            .all(|finding| finding.fault == Fault::LegsCrossed)
    );
    assert_eq!(inspection.repaired.expect("mended").tracks, good.tracks);
}

#[test]
fn a_bias_is_taken_off_and_never_becomes_a_scale() {
    let good = healthy(8);
    for (site, degps) in [(Site::ShankLeft, 5.0), (Site::ThighRight, 9.0), (Site::Pelvis, 4.0)] {
        let bias = Vector3::new(1.0, 1.0, 1.0) * f64::to_radians(degps);
        let mut biased = changed(&good, site, |track| {
            track.gyr_radps.iter_mut().for_each(|value| *value += bias)
        });
        for whole in [true, false] {
            if !whole {
                // Only walking: no rest shows the bias.
                for track in biased.tracks.values_mut() {
                    let keep: Vec<usize> = (0..track.len())
                        .filter(|&k| (8.0..30.0).contains(&track.time_s[k]))
                        .collect();
                    track.acc_mps2 = keep.iter().map(|&k| track.acc_mps2[k]).collect();
                    track.gyr_radps = keep.iter().map(|&k| track.gyr_radps[k]).collect();
                    track.time_s = keep.iter().map(|&k| track.time_s[k]).collect();
                }
            }
            let inspection = inspect(&biased);
            let named: Vec<(Fault, Option<Site>)> = inspection
                .findings
                .iter()
                .map(|finding| (finding.fault, finding.site))
                .collect();
            assert_eq!(named, [(Fault::GyroscopeBias, Some(site))], "{degps}, {whole}");
            let mended = inspection.repaired.expect("mended");
            assert_eq!(found(&mended), [], "a second look");
        }
    }
}

#[test]
fn a_right_gyroscope_worn_elsewhere_is_never_mended() {
    // A phone in a pocket moves like the pelvis, not like a thigh or shank.
    let good = healthy(12);
    for site in [Site::ThighLeft, Site::ShankLeft] {
        let mut elsewhere = good.clone();
        let mut track = good.tracks[&Site::Pelvis].clone();
        track.site = site;
        elsewhere.tracks = [(site, track)].into();
        let inspection = inspect(&elsewhere);
        assert!(inspection.repaired.is_none(), "{:?}", inspection.findings);
    }
}

#[test]
fn a_scale_that_no_range_has_shows_in_whole_turns() {
    let scaled = |recording: &Recording, site: Site, factor: f64| {
        changed(recording, site, |track| {
            track.gyr_radps.iter_mut().for_each(|rate| *rate *= factor);
        })
    };
    for (seed, site, factor) in [
        (5, Site::ShankLeft, 0.8),
        (7, Site::ThighRight, 1.25),
        (9, Site::Pelvis, 0.88),
        (12, Site::ShankRight, 1.12),
    ] {
        let named = found(&scaled(&healthy(seed), site, factor));
        assert_eq!(
            named,
            [(Fault::RateScale, Remedy::Asked, Some(site))],
            "{site} {factor}"
        );
    }
    // Of two sensors nobody can say which.
    let mut shanks = healthy(5);
    shanks.tracks.retain(|site, _| site.segment() == Segment::Shank);
    assert_eq!(found(&shanks), []);
    let both = [Site::ShankLeft, Site::ShankRight].map(|site| (Fault::RateScale, Remedy::Asked, Some(site)));
    assert_eq!(found(&scaled(&shanks, Site::ShankRight, 1.25)), both);
}
