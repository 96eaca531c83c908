//! What `check` finds, for people: which sensors, how good, what is doubtful.

use crate::context::Context;
use assessment::Analysis;
use maud::{Markup, html};
use recording::{Recording, SensorInfo, Severity, Site};
use wording::Word;

/// Minutes and seconds.
pub(super) fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

/// Model and serial number, as far as the files say it.
fn named(info: &SensorInfo) -> String {
    let parts: Vec<&str> = [&info.model, &info.serial]
        .into_iter()
        .filter_map(|part| part.as_deref())
        .collect();
    match parts.is_empty() {
        true => "–".to_owned(),
        false => parts.join(" "),
    }
}

/// The sensors, the strides and the doubts of a recording.
pub(super) fn summary(context: &Context, recording: &Recording, analysis: &Analysis) -> Markup {
    let grade = format!("{:?}", analysis.quality.grade);
    let sites: Vec<Site> = recording.tracks.keys().copied().collect();
    html! {
        dl.facts {
            div { dt { (context.say("app-understood-length")) } dd { (clock(analysis.duration_s)) " min" } }
            div { dt { (context.say("app-understood-strides")) } dd { (analysis.strides.len()) } }
            div { dt { (context.say("app-understood-quality")) } dd { strong { (grade) } " " (context.say(&format!("grade-{grade}.meaning"))) } }
        }
        div.table tabindex="0" role="region" aria-label=(context.say("app-understood-sensors")) { table {
            caption { (context.text("app-understood-caption", &[("count", sites.len().into())])) }
            thead { tr {
                th scope="col" { (context.say("app-understood-site")) }
                th scope="col" { (context.say("app-understood-sensor")) }
                th scope="col" .right { (context.say("app-understood-rate")) }
                th scope="col" .right { (context.say("app-understood-lost")) }
                th scope="col" .right { (context.say("app-understood-gap")) }
                th scope="col" { (context.say("app-understood-aligned")) }
            } }
            tbody {
                @for sensor in &analysis.sensors {
                    @let calibration = analysis.calibration.iter().find(|one| one.site == sensor.site);
                    @let aligned = calibration.is_some_and(|one| one.long_axis.is_some() && one.side_axis.is_some());
                    tr {
                        th scope="row" { (context.say(&format!("site-{}", sensor.site.name()))) }
                        td { (recording.tracks.get(&sensor.site).map(|track| named(&track.info)).unwrap_or_default()) }
                        td.right { (context.words().decimal(sensor.rate_hz, 0)) " Hz" }
                        td.right { (context.words().decimal(100.0 * sensor.lost_share, 1)) " %" }
                        td.right { (context.words().decimal(sensor.longest_gap_s, 2)) " s" }
                        td { (context.say(if aligned { "app-yes" } else { "app-no" })) }
                    }
                }
            }
        } }
        @if !analysis.notices.is_empty() {
            h2 { (context.say("app-understood-notices")) }
            ul.notices {
                @for notice in &analysis.notices {
                    @let (class, mark) = match notice.severity {
                        Severity::Info => ("info", "app-severity-info"),
                        Severity::Warning => ("care", "app-severity-warning"),
                        Severity::Problem => ("bad", "app-severity-problem"),
                    };
                    li class=(class) {
                        strong { (context.say(mark)) } ": "
                        @if let Some(site) = notice.site { (context.say(&format!("site-{}", site.name()))) ": " }
                        (context.words().notice(notice))
                    }
                }
            }
        } @else {
            p { (context.text("app-understood-clean", &[("count", Word::from(sites.len()))])) }
        }
    }
}
