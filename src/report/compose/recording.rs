//! What was recorded: the title lines, the timeline, the sensors, the strides left out, the remarks.

use super::Context;
use crate::document::{Align, Block, Column, Row, Table, Text};
use crate::figures::{self, FigureError};
use crate::numbers;
use gait::Exclusion;
use recording::{Notice, PainPlace, PainSide, Severity};
use std::collections::BTreeMap;
use wording::Wording;

/// Remarks shown in full; the rest is counted.
const REMARKS: usize = 12;
/// Marks shown with their times; all are in `session.toml`.
const MARKS: usize = 20;

/// Pseudonym, else the recording's name.
pub(super) fn name(context: &Context) -> String {
    let analysis = context.analysis;
    analysis
        .session
        .subject
        .pseudonym
        .clone()
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| {
            if analysis.source.name.is_empty() {
                context.say("unnamed")
            } else {
                analysis.source.name.clone()
            }
        })
}

/// Who walked, when, how and with which pain, in one line.
pub(super) fn subtitle(context: &Context) -> String {
    let analysis = context.analysis;
    let session = &analysis.session;
    let mut parts = Vec::new();
    parts.extend(session.date.as_deref().map(|date| super::note::day(context, date)));
    if !analysis.source.name.is_empty() && analysis.source.name != name(context) {
        parts.push(
            context
                .wording
                .text("subtitle-recording", &[("name", (&analysis.source.name).into())]),
        );
    }
    let subject = &session.subject;
    if let Some(age) = subject.age_years.filter(|age| age.is_finite()) {
        let years = numbers::fixed(context.wording, age.floor(), 0);
        parts.push(context.wording.text("subtitle-age", &[("years", years.into())]));
    }
    let sex = subject.sex.as_deref().map(str::trim).filter(|sex| !sex.is_empty());
    parts.extend(sex.map(
        |sex| match context.wording.try_text(&format!("sex-{}", sex.to_lowercase()), &[]) {
            Some(words) => words,
            None => sex.to_owned(),
        },
    ));
    if let Some(height) = subject.height_m.filter(|height| height.is_finite()) {
        parts.push(numbers::with_unit(&numbers::fixed(context.wording, height, 2), "m"));
    }
    let name = session.protocol.name.as_deref().map(str::trim);
    parts.extend(
        name.filter(|name| !name.is_empty())
            .map(|name| protocol(name, context.wording)),
    );
    if session.protocol.treadmill {
        parts.push(context.say("treadmill"));
    }
    let duration = numbers::duration(context.wording, analysis.duration_s);
    parts.push(
        context
            .wording
            .text("subtitle-duration", &[("duration", duration.into())]),
    );
    parts.extend(pain(context));
    capital(&parts.join(" · "))
}

/// The protocol in words; a name that the program does not know as it stands in the session.
pub(super) fn protocol(name: &str, wording: &Wording) -> String {
    let key = format!("protocol-{}", name.to_lowercase().replace([' ', '_'], "-"));
    wording.try_text(&key, &[]).unwrap_or_else(|| name.to_owned())
}

/// `pain 6/10, front of the knee, left`; `None` where nothing of it was asked.
pub(super) fn pain(context: &Context) -> Option<String> {
    let intake = &context.analysis.session.intake;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(intake.pain_score.filter(|score| score.is_finite()).map(|score| {
        format!(
            "{}/10",
            numbers::fixed(context.wording, score, usize::from(score.fract() != 0.0))
        )
    }));
    parts.extend(intake.pain_place.iter().map(|place| {
        let name = match place {
            PainPlace::LowerBack => "lower_back",
            PainPlace::Buttock => "buttock",
            PainPlace::Hip => "hip",
            PainPlace::ThighFront => "thigh_front",
            PainPlace::ThighBack => "thigh_back",
            PainPlace::KneeFront => "knee_front",
            PainPlace::KneeInner => "knee_inner",
            PainPlace::KneeOuter => "knee_outer",
            PainPlace::KneeBack => "knee_back",
            PainPlace::LowerLeg => "lower_leg",
            PainPlace::Foot => "foot",
        };
        context.say(&format!("pain-place-{name}"))
    }));
    parts.extend(intake.pain_side.map(|side| {
        context.say(match side {
            PainSide::Left => "pain-side-left",
            PainSide::Right => "pain-side-right",
            PainSide::Both => "pain-side-both",
        })
    }));
    let words = parts.join(", ");
    (!parts.is_empty()).then(|| context.wording.text("pain-told", &[("pain", words.into())]))
}

pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) -> Result<(), FigureError> {
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-recording"),
    });
    blocks.extend(figures::timeline::figure(context.analysis, context.wording)?.map(Block::Figure));
    blocks.extend(strides(context).map(|text| Block::Paragraph(text.into())));
    blocks.extend(marks(context).map(|text| Block::Paragraph(text.into())));
    blocks.push(Block::Table(sensors(context)));
    let remarks = remarks(context);
    if !remarks.is_empty() {
        blocks.push(Block::Heading {
            level: 3,
            text: context.say("heading-remarks"),
        });
        blocks.push(Block::List(remarks));
    }
    Ok(())
}

/// The moments that were marked while recording.
fn marks(context: &Context) -> Option<String> {
    let marks = &context.analysis.session.protocol.marks_s;
    if marks.is_empty() {
        return None;
    }
    let mut times: Vec<String> = marks
        .iter()
        .take(MARKS)
        .map(|mark| numbers::fixed(context.wording, *mark, 1))
        .collect();
    if marks.len() > MARKS {
        times.push("…".to_owned());
    }
    // Numbers of some languages have a comma in them.
    let times = times.join("; ");
    Some(
        context
            .wording
            .text("marks", &[("count", marks.len().into()), ("times", times.into())]),
    )
}

/// How many strides were found, and how many were left out for which reason.
fn strides(context: &Context) -> Option<String> {
    let strides = &context.analysis.strides;
    if strides.is_empty() {
        return None;
    }
    let mut counts: BTreeMap<Exclusion, usize> = BTreeMap::new();
    for reason in strides.iter().filter_map(|stride| stride.excluded_because.first()) {
        *counts.entry(*reason).or_default() += 1;
    }
    let left_out: usize = counts.values().sum();
    let found = context.wording.text(
        "strides-found",
        &[("count", strides.len().into()), ("left_out", left_out.into())],
    );
    if left_out == 0 {
        return Some(found);
    }
    let reasons: Vec<String> = counts
        .iter()
        .map(|(reason, count)| format!("{} {count}", context.say(&format!("exclusion-{}", reason.name()))))
        .collect();
    Some(format!(
        "{found} {}",
        context
            .wording
            .text("strides-left-out", &[("reasons", reasons.join(", ").into())])
    ))
}

fn sensors(context: &Context) -> Table {
    let column = |key: &str, align, weight| Column {
        header: context.say(key),
        align,
        weight,
    };
    let columns = vec![
        column("column-sensor", Align::Left, 2.2),
        column("column-rate", Align::Right, 0.9),
        column("column-lost", Align::Right, 0.9),
        column("column-gap", Align::Right, 1.1),
        column("column-clipped", Align::Right, 1.1),
        column("column-alignment", Align::Left, 3.4),
    ];
    let percent = |share: f64| {
        numbers::with_unit(
            &numbers::fixed(context.wording, 100.0 * share, 1),
            &context.say("unit-percent"),
        )
    };
    let rows = context
        .analysis
        .sensors
        .iter()
        .map(|sensor| {
            Row::Cells(vec![
                capital(&context.say(&format!("site-{}", sensor.site.name()))).into(),
                format!("{}\u{a0}Hz", numbers::fixed(context.wording, sensor.rate_hz, 0)).into(),
                percent(sensor.lost_share).into(),
                format!("{}\u{a0}s", numbers::fixed(context.wording, sensor.longest_gap_s, 2)).into(),
                percent(sensor.clipped_share).into(),
                alignment(context, sensor.site).into(),
            ])
        })
        .collect();
    Table {
        caption: context.say("caption-sensors"),
        columns,
        rows,
    }
}

fn alignment(context: &Context, site: recording::Site) -> String {
    use body::LongAxisMethod;
    let Some(calibration) = context
        .analysis
        .calibration
        .iter()
        .find(|calibration| calibration.site == site)
    else {
        return context.say("calibration-none");
    };
    let key = match calibration.long_axis.filter(|_| calibration.rotation.is_some()) {
        Some(LongAxisMethod::Given) => "calibration-given",
        Some(LongAxisMethod::Standing) => "calibration-standing",
        Some(LongAxisMethod::WalkingMean) => "calibration-walking_mean",
        None => return context.say("calibration-none"),
    };
    match calibration.offset_uncertainty_deg.filter(|degrees| degrees.is_finite()) {
        Some(degrees) => {
            let zero = context.wording.text(
                "calibration-uncertainty",
                &[("degrees", numbers::fixed(context.wording, degrees, 0).into())],
            );
            format!("{} {zero}", context.say(key))
        }
        None => context.say(key),
    }
}

/// Notices as sentences: problems first, equal ones of one sensor counted rather than repeated.
fn remarks(context: &Context) -> Vec<Text> {
    let mut notices: Vec<&Notice> = context.analysis.notices.iter().collect();
    notices.sort_by_key(|notice| std::cmp::Reverse(notice.severity));
    let mut groups: Vec<(&Notice, usize)> = Vec::new();
    for notice in notices {
        match groups
            .iter_mut()
            .find(|(first, _)| first.code == notice.code && first.site == notice.site)
        {
            Some((_, count)) => *count += 1,
            None => groups.push((notice, 1)),
        }
    }
    let mut remarks: Vec<Text> = groups
        .iter()
        .take(REMARKS)
        .map(|(notice, count)| remark(context, notice, *count))
        .collect();
    if groups.len() > REMARKS {
        remarks.push(
            context
                .wording
                .text("remarks-more", &[("count", (groups.len() - REMARKS).into())])
                .into(),
        );
    }
    remarks
}

fn remark(context: &Context, notice: &Notice, count: usize) -> Text {
    let sentence = context.wording.notice(notice);
    let mut place = Vec::new();
    if let Some(site) = notice.site {
        place.push(capital(&context.say(&format!("site-{}", site.name()))));
    }
    if let Some(range) = notice.range {
        let time = |seconds: f64| numbers::fixed(context.wording, seconds, 1);
        place.push(context.wording.text(
            "remark-time",
            &[("from", time(range.start_s).into()), ("to", time(range.end_s).into())],
        ));
    }
    let mut text = match notice.severity {
        Severity::Problem => Text::strong(context.say("severity-problem")).and(" "),
        Severity::Warning => Text::strong(context.say("severity-warning")).and(" "),
        Severity::Info => Text::default(),
    };
    if !place.is_empty() {
        text = text.and(format!("{}: ", place.join(", ")));
    }
    text = text.and(sentence);
    if count > 1 {
        text = text.and(" ").and(
            context
                .wording
                .text("remark-repeated", &[("count", (count - 1).into())]),
        );
    }
    text
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
