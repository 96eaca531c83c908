//! What was not measured and why, how the rest was measured, and what it cannot say.

use super::{Context, recording};
use crate::document::{Block, Text};
use explanation::{ARTICLE_TITLE, papers};
use gait::ContactSource;
use gait::SpeedMethod;

pub(super) fn absent(context: &Context, blocks: &mut Vec<Block>) {
    if context.analysis.absent.is_empty() {
        return;
    }
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-absent"),
    });
    // Things with the same reason share a line, in the order in which the reasons first appear.
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for absent in &context.analysis.absent {
        let reason = context.say(absent.reason.key());
        let thing = thing(context, &absent.what);
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, things)) if things.contains(&thing) => {}
            Some((_, things)) => things.push(thing),
            None => groups.push((reason, vec![thing])),
        }
    }
    let items = groups
        .into_iter()
        .map(|(reason, things)| Text::strong(things.join(", ")).and(format!(": {reason}.")))
        .collect();
    blocks.push(Block::List(items));
}

/// The name of a measure, curve, sensor or other thing.
fn thing(context: &Context, what: &str) -> String {
    let keys = [
        format!("thing-{what}"),
        format!("measure-{what}"),
        format!("curve-{what}"),
        format!("curve-{what}_deg"),
        format!("site-{what}"),
    ];
    let known = keys.iter().find_map(|key| context.wording.try_text(key, &[]));
    recording::capital(&known.unwrap_or_else(|| context.say(&keys[0])))
}

pub(super) fn section(context: &Context, blocks: &mut Vec<Block>) {
    let analysis = context.analysis;
    blocks.push(Block::Heading {
        level: 2,
        text: context.say("heading-methods"),
    });
    let mut how: Vec<Text> = Vec::new();
    let mut say = |key: &str| how.push(context.say(key).into());
    match analysis.contact_source {
        Some(ContactSource::Shank) => say("contacts-shank"),
        Some(ContactSource::Thigh) => say("contacts-thigh"),
        Some(ContactSource::Pelvis) => say("contacts-pelvis"),
        None => {}
    }
    match analysis.speed_method {
        Some(SpeedMethod::ShankStrapdown) => say("speed-shank_strapdown"),
        Some(SpeedMethod::TwoLegModel) => say("speed-two_leg_model"),
        Some(SpeedMethod::PelvisPendulum) => say("speed-pelvis_pendulum"),
        Some(SpeedMethod::Timed) => say("speed-timed"),
        None => {}
    }
    say("method-strides");
    say("method-values");
    say("method-patterns");
    if !analysis.side_differences.is_empty() {
        say("method-pairs");
        say("method-ratio");
        how.push(
            context
                .wording
                .text(
                    "method-verdict",
                    &[
                        ("shown", context.say("verdict-shown").into()),
                        ("small", context.say("verdict-small").into()),
                        ("none", context.say("verdict-not_shown").into()),
                        ("unjudged", context.say("verdict-cannot_be_judged").into()),
                    ],
                )
                .into(),
        );
    }
    blocks.push(Block::List(how));

    blocks.push(Block::Heading {
        level: 3,
        text: context.say("heading-limits"),
    });
    let limits = [
        "limits-force",
        "limits-pelvis",
        "limits-zero",
        "limits-skin",
        "limits-normal",
        "limits-device",
    ];
    blocks.push(Block::List(limits.iter().map(|key| context.say(key).into()).collect()));

    blocks.push(Block::Heading {
        level: 3,
        text: context.say("heading-sources"),
    });
    let sources = [
        "sources-reference",
        "sources-sides",
        "sources-bootstrap",
        "sources-orientation",
    ];
    let mut list: Vec<Text> = sources.iter().map(|key| context.say(key).into()).collect();
    list.push(
        context
            .wording
            .text("sources-article", &[("title", ARTICLE_TITLE.into())])
            .into(),
    );
    let papers = context.explanation.papers.iter().filter_map(|id| papers::find(id));
    list.extend(papers.map(|paper| Text::from(format!("{}.", paper.text(context.wording)))));
    blocks.push(Block::List(list));

    blocks.push(Block::Heading {
        level: 3,
        text: context.say("heading-provenance"),
    });
    let unknown = "–".to_owned();
    let facts = vec![
        (context.say("fact-files"), analysis.source.files.join(", ")),
        (
            context.say("fact-hash"),
            if analysis.source.sha256.is_empty() {
                unknown
            } else {
                analysis.source.sha256.clone()
            },
        ),
        (context.say("fact-version"), format!("gaitscope {}", analysis.version)),
        (context.say("fact-seed"), analysis.settings.seed.to_string()),
    ];
    blocks.push(Block::Facts(facts));
}
