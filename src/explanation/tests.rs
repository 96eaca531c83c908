//! The explanation as a whole: what stands first, what every sentence rests on, and that both languages say it.

use super::*;
use assessment::{Criterion, Gates, Grade, Interval};
use gait::{Comparison, Measure};
use proptest::prelude::*;
use std::collections::BTreeSet;
use wording::{Language, Wording};

fn finding(pattern: Pattern, side: Option<Side>, verdict: FindingVerdict) -> Finding {
    let criterion = |code: &str, value: Option<f64>, interval: bool| Criterion {
        code: code.to_owned(),
        measure: Some(Measure::StanceTime),
        value,
        unit: "%".to_owned(),
        interval: interval.then_some(Interval { low: -9.25, high: -4.0 }),
        limit: -5.0,
        met: verdict == FindingVerdict::Shown,
    };
    Finding {
        pattern,
        side,
        verdict,
        criteria: vec![
            criterion("shorter-stance", Some(-6.5), true),
            criterion("shorter-single-support", Some(-9.0), false),
            criterion("softer-contact", None, false),
        ],
        sensors: Vec::new(),
        reasons: if verdict == FindingVerdict::CannotBeJudged {
            vec![assessment::Reason::SensorMoved]
        } else {
            Vec::new()
        },
        remarks: vec!["both-legs".to_owned()],
        grade: Grade::A,
    }
}

fn shown(patterns: &[Pattern]) -> Vec<Finding> {
    patterns
        .iter()
        .map(|pattern| finding(*pattern, Some(Side::Left), FindingVerdict::Shown))
        .collect()
}

fn drift(verdict: FindingVerdict) -> Drift {
    Drift {
        measure: Measure::Speed,
        side: None,
        of_difference: false,
        slope_per_min: -0.031,
        interval: Interval {
            low: -0.04,
            high: -0.02,
        },
        level: 1.0,
        total_change: -0.19,
        unit: "m/s".to_owned(),
        p: 0.001,
        limit: 0.1,
        n: 300,
        verdict,
        reasons: Vec::new(),
    }
}

fn shift(of_difference: bool) -> Shift {
    Shift {
        measure: Measure::StanceTime,
        side: (!of_difference).then_some(Side::Right),
        of_difference,
        onset_s: 61.5,
        onset_stride: 50,
        before: 0.71,
        after: 0.65,
        change: -0.06,
        unit: "s".to_owned(),
        interval: Interval {
            low: -0.07,
            high: -0.05,
        },
        limit: 0.03,
        verdict: FindingVerdict::Shown,
        reasons: Vec::new(),
    }
}

fn difference(verdict: Verdict) -> SideDifference {
    SideDifference {
        measure: Measure::SwingTime,
        comparison: Comparison::LogRatioPercent,
        difference: 12.0,
        unit: "%".to_owned(),
        interval: Interval { low: 10.0, high: 14.0 },
        clock_uncertainty: 0.0,
        pairs: 50,
        left: 0.4,
        right: 0.45,
        gates: Gates {
            beyond_noise: true,
            beyond_limits: true,
            error_limit: Some(9.0),
            healthy_limit: Some(6.0),
            quality_reasons: Vec::new(),
        },
        verdict,
        grade: Grade::A,
    }
}

fn explained(findings: &[Finding], intake: &Intake) -> Explanation {
    explain(
        &Measured {
            findings,
            ..Measured::default()
        },
        intake,
    )
}

fn intake(answers: &[(&str, &str)]) -> Intake {
    let mut intake = Intake::default();
    for (key, value) in answers {
        intake.set(key, value).unwrap();
    }
    intake
}

/// Every sentence rests on something known, and both languages have all its words.
fn hold(explanation: &Explanation, languages: &[Wording]) {
    for sentence in explanation.sentences() {
        assert!(!sentence.basis.is_empty(), "{} rests on nothing", sentence.key);
        for basis in &sentence.basis {
            match basis {
                Basis::Paper(id) => assert!(papers::find(id).is_some(), "{id}"),
                Basis::Intake(key) => assert!(Intake::KEYS.contains(key), "{key}"),
                _ => {}
            }
        }
        for wording in languages {
            let text = sentence.try_text(wording);
            assert!(
                text.is_some_and(|text| !text.trim().is_empty()),
                "{:?}: {}",
                wording.language(),
                sentence.key
            );
        }
    }
}

fn languages() -> Vec<Wording> {
    Language::ALL.into_iter().map(Wording::new).collect()
}

#[test]
fn warning_signs_stand_first_whatever_the_gait_says() {
    for findings in [Vec::new(), shown(&Pattern::ALL)] {
        for flag in RedFlag::ALL {
            let explanation = explained(&findings, &intake(&[(flag.intake_key(), "yes")]));
            let keys: Vec<&str> = explanation
                .sentences()
                .iter()
                .map(|sentence| sentence.key.as_str())
                .collect();
            assert_eq!(keys[..2], ["red-flags-heading-urgent", "red-flags-urgent"]);
            assert_eq!(explanation.next_steps[0].key, "next-urgent-first");
            assert_eq!(explanation.patient[0].heading.key, "patient-heading-urgent");
        }
        let quiet = explained(&findings, &Intake::default());
        assert_eq!(quiet.sentences()[0].key, "red-flags-heading");
        assert!(
            quiet
                .patient
                .iter()
                .any(|section| section.heading.key == "patient-heading-warning")
        );
    }
}

#[test]
fn without_a_finding_it_says_what_that_means_and_what_not() {
    let not_shown = Pattern::ALL.map(|pattern| finding(pattern, None, FindingVerdict::NotShown));
    let explanation = explained(&not_shown, &Intake::default());
    assert!(explanation.no_finding && explanation.chains.is_empty());
    let keys: Vec<&str> = explanation
        .no_finding_sentences
        .iter()
        .map(|sentence| sentence.key.as_str())
        .collect();
    assert_eq!(
        keys,
        ["no-finding-not-shown", "no-finding-means", "no-finding-does-not-mean"]
    );
    assert_eq!(explanation.not_shown.len(), 14);

    let unjudged = Pattern::ALL.map(|pattern| finding(pattern, None, FindingVerdict::CannotBeJudged));
    for findings in [&unjudged[..], &[]] {
        let explanation = explained(findings, &Intake::default());
        let keys: Vec<&str> = explanation
            .no_finding_sentences
            .iter()
            .map(|sentence| sentence.key.as_str())
            .collect();
        assert_eq!(
            keys,
            ["no-finding-none-judged", "no-finding-does-not-mean"],
            "no verdict is no all-clear"
        );
        let seen = &explanation
            .patient
            .iter()
            .find(|part| part.heading.key == "patient-heading-seen")
            .unwrap()
            .sentences;
        assert_eq!(seen[0].key, "patient-nothing-judged");
        assert_eq!(explanation.not_judged.len(), findings.len());
    }
    hold(&explanation, &languages());
}

#[test]
fn few_judged_patterns_give_no_all_clear() {
    let mut findings = Pattern::ALL.map(|pattern| finding(pattern, None, FindingVerdict::CannotBeJudged));
    findings[0].verdict = FindingVerdict::NotShown;
    let explanation = explained(&findings, &Intake::default());
    let keys: Vec<&str> = explanation
        .no_finding_sentences
        .iter()
        .map(|sentence| sentence.key.as_str())
        .collect();
    assert_eq!(keys, ["no-finding-few-judged", "no-finding-does-not-mean"]);
    let seen = |part: &&PatientSection| part.heading.key == "patient-heading-seen";
    let patient = explanation.patient.iter().find(seen).unwrap();
    assert_eq!(patient.sentences[0].key, "patient-few-judged");
    let shift = explanation.signs.iter().find(|answer| answer.measured).unwrap();
    assert_eq!(shift.state, SignState::Open);
    hold(&explanation, &languages());
}

#[test]
fn a_side_difference_without_a_pattern_is_named() {
    let rows = [difference(Verdict::Shown), difference(Verdict::Small)];
    let measured = Measured {
        side_differences: &rows,
        ..Measured::default()
    };
    let explanation = explain(&measured, &Intake::default());
    assert!(explanation.no_finding);
    let named = explanation
        .no_finding_sentences
        .iter()
        .find(|row| row.key == "no-finding-but-differences")
        .unwrap();
    assert_eq!(named.basis, [Basis::Measure(Measure::SwingTime)]);
    assert_eq!(named.args["count"], Arg::Count(1));
    // A side difference is no pattern.
    assert_eq!(explanation.signs[6].state, SignState::Unclear);
    hold(&explanation, &languages());
}

#[test]
fn the_measured_sign_follows_the_verdicts() {
    let state = |findings: &[Finding], rows: &[SideDifference], drifts: &[Drift]| {
        let measured = Measured {
            findings,
            side_differences: rows,
            drifts,
            ..Measured::default()
        };
        let signs = explain(&measured, &Intake::default()).signs;
        assert!(signs[6].measured && signs[..6].iter().all(|sign| !sign.measured));
        signs[6].state
    };
    let one = |verdict| [finding(Pattern::Antalgic, Some(Side::Left), verdict)];
    // Shown, but not known to hold through a long walk.
    assert_eq!(state(&one(FindingVerdict::Shown), &[], &[]), SignState::Unclear);
    assert_eq!(state(&one(FindingVerdict::Possible), &[], &[]), SignState::Unclear);
    assert_eq!(state(&one(FindingVerdict::NotShown), &[], &[]), SignState::Against);
    assert_eq!(state(&one(FindingVerdict::CannotBeJudged), &[], &[]), SignState::Open);
    assert_eq!(state(&[], &[], &[]), SignState::Open);
    assert_eq!(
        state(&one(FindingVerdict::NotShown), &[difference(Verdict::Small)], &[]),
        SignState::Unclear
    );
    assert_eq!(state(&[], &[], &[drift(FindingVerdict::Shown)]), SignState::Unclear);
}

#[test]
fn a_shifted_gait_takes_a_long_walk() {
    let mut shown = finding(Pattern::Antalgic, Some(Side::Left), FindingVerdict::Shown);
    for criterion in &mut shown.criteria {
        criterion.measure = Some(Measure::SwingTime);
        criterion.met = true;
    }
    assert!(!shown.criteria.is_empty());
    let sign = |long: bool, beyond: bool| {
        let mut row = difference(Verdict::Shown);
        row.gates.beyond_limits = beyond;
        let explanation = explain(
            &Measured {
                findings: std::slice::from_ref(&shown),
                side_differences: &[row],
                long,
                ..Measured::default()
            },
            &Intake::default(),
        );
        hold(&explanation, &languages());
        (explanation.signs[6].state, explanation.signs[6].sentence.key.clone())
    };
    assert_eq!(sign(true, true).0, SignState::For);
    assert_eq!(sign(true, false).0, SignState::Unclear);
    let (state, key) = sign(false, true);
    assert_eq!((state, key.as_str()), (SignState::Unclear, "sign-measured-short"));
}

#[test]
fn answers_speak_for_and_against_where_the_article_ties_them() {
    let asked = intake(&[
        ("radiating", "yes"),
        ("neuro", "no"),
        ("sitting", "worse"),
        ("pain_place", "buttock"),
    ]);
    let explanation = explained(&shown(&[Pattern::Steppage, Pattern::ReducedThighExtension]), &asked);
    let condition = |wanted: Condition| {
        let links = explanation
            .chains
            .iter()
            .flat_map(|chain| &chain.mechanisms)
            .flat_map(|link| &link.conditions);
        links.into_iter().find(|link| link.condition == wanted).unwrap().clone()
    };
    let piriformis = condition(Condition::Piriformis);
    let states: Vec<(Sign, SignState)> = piriformis.signs.iter().map(|sign| (sign.sign, sign.state)).collect();
    assert_eq!(
        states,
        [(Sign::Radiating, SignState::For), (Sign::Neuro, SignState::Against)]
    );
    assert_eq!(piriformis.details[0].key, "detail-buttock-pain");
    assert!(piriformis.signs[0].sentence.basis.contains(&Basis::Intake("radiating")));
    let stenosis = condition(Condition::Stenosis);
    assert!(
        stenosis
            .details
            .iter()
            .any(|sentence| sentence.key == "detail-stenosis-positions-opposite")
    );
    let matching = intake(&[("sitting", "better"), ("walking", "worse")]);
    let keys: Vec<String> = explained(&shown(&[Pattern::ForwardLean]), &matching)
        .sentences()
        .iter()
        .map(|sentence| sentence.key.clone())
        .collect();
    assert!(keys.iter().any(|key| key == "detail-stenosis-positions-match"));
}

#[test]
fn every_chain_carries_caution_other_reasons_and_limits() {
    let explanation = explained(&shown(&Pattern::ALL), &Intake::default());
    assert_eq!(explanation.chains.len(), 14);
    for chain in &explanation.chains {
        assert_eq!(chain.caution.basis[0], Basis::Paper("pmc9739785"));
        assert!(!chain.mimics.is_empty() && !chain.not_claimed.is_empty() && !chain.checks.is_empty());
        assert!(
            chain
                .link
                .basis
                .iter()
                .any(|basis| matches!(basis, Basis::Fact(Fact::Mechanism(_))))
        );
        assert!(
            chain
                .measured
                .iter()
                .all(|sentence| sentence.basis == [Basis::Measure(Measure::StanceTime)])
        );
    }
    let cited: BTreeSet<&str> = explanation.papers.iter().map(String::as_str).collect();
    for both_ways in ["yokogawa2015", "mousavi2021", "miura2022", "pmc9739785"] {
        assert!(cited.contains(both_ways), "{both_ways}");
    }
}

#[test]
fn the_painful_leg_is_set_beside_the_named_leg() {
    let keys = |side: &str| -> Vec<String> {
        let explanation = explained(&shown(&[Pattern::Antalgic]), &intake(&[("pain_side", side)]));
        explanation.chains[0]
            .description
            .iter()
            .map(|sentence| sentence.key.clone())
            .collect()
    };
    assert!(keys("left").contains(&"pain-on-this-side".to_owned()));
    assert!(keys("both").contains(&"pain-on-this-side".to_owned()));
    assert!(keys("right").contains(&"pain-on-other-side".to_owned()));
}

#[test]
fn shown_stands_before_possible_and_changes_have_chains() {
    let findings = [
        finding(Pattern::Antalgic, Some(Side::Right), FindingVerdict::Possible),
        finding(Pattern::PelvicDrop, Some(Side::Left), FindingVerdict::Shown),
    ];
    let shifts = [shift(false), shift(true)];
    let drifts = [drift(FindingVerdict::Shown), drift(FindingVerdict::NotShown)];
    let measured = Measured {
        findings: &findings,
        shifts: &shifts,
        drifts: &drifts,
        ..Measured::default()
    };
    let explanation = explain(&measured, &Intake::default());
    let names: Vec<&str> = explanation.chains.iter().map(|chain| chain.topic.name()).collect();
    assert_eq!(names, ["pelvic-drop", "shift", "drift", "antalgic"]);
    assert_eq!(explanation.chains[1].measured.len(), 2);
    assert_eq!(explanation.chains[2].measured.len(), 1);
    hold(&explanation, &languages());
    let german = Wording::new(Language::German);
    let text = explanation.chains[2].measured[0].text(&german);
    assert!(text.contains("−0,19 m/s"), "{text}");
}

#[test]
fn every_pattern_side_verdict_and_answer_has_its_words() {
    let languages = languages();
    let sides = [None, Some(Side::Left), Some(Side::Right)];
    let verdicts = [
        FindingVerdict::Shown,
        FindingVerdict::Possible,
        FindingVerdict::NotShown,
        FindingVerdict::CannotBeJudged,
    ];
    for verdict in verdicts {
        for side in sides {
            let findings = Pattern::ALL.map(|pattern| finding(pattern, side, verdict));
            for value in ["", "yes", "no", "unknown"] {
                let mut asked = Intake::default();
                for key in Intake::KEYS {
                    asked.set(key, value).ok();
                }
                asked.pain_side = Some(recording::PainSide::Left);
                hold(&explained(&findings, &asked), &languages);
            }
        }
    }
    for position in ["better", "worse", "same", "unknown"] {
        for walking in ["better", "worse"] {
            let asked = intake(&[
                ("sitting", position),
                ("walking", walking),
                ("pain_place", "knee_front,buttock"),
            ]);
            hold(&explained(&shown(&Pattern::ALL), &asked), &languages);
        }
    }
}

/// All 16,384 sets of patterns. A sentence's words do not depend on its neighbours, so each kind is written once.
#[test]
fn every_combination_of_patterns_can_be_written() {
    let languages = languages();
    let mut written: BTreeSet<String> = BTreeSet::new();
    for set in 0..1_u32 << Pattern::ALL.len() {
        let chosen: Vec<Pattern> = Pattern::ALL
            .into_iter()
            .enumerate()
            .filter(|(i, _)| set & (1 << i) != 0)
            .map(|(_, p)| p)
            .collect();
        let explanation = explained(&shown(&chosen), &Intake::default());
        assert_eq!(explanation.chains.len(), chosen.len());
        assert_eq!(explanation.no_finding, chosen.is_empty());
        for sentence in explanation.sentences() {
            assert!(!sentence.basis.is_empty());
            if !written.contains(&sentence.key) {
                written.insert(sentence.key.clone());
                assert!(
                    languages.iter().all(|wording| sentence.try_text(wording).is_some()),
                    "{}",
                    sentence.key
                );
            }
        }
    }
    assert!(written.len() > 150);
}

#[test]
fn it_serializes_with_traceable_bases() {
    let json = serde_json::to_value(explained(&shown(&[Pattern::Antalgic]), &Intake::default())).unwrap();
    let chain = &json["chains"][0];
    assert_eq!(chain["caution"]["basis"][0], "paper:pmc9739785");
    assert_eq!(chain["mechanisms"][0]["mechanism"], "M-COMPENSATION");
    assert_eq!(chain["topic"]["pattern"], "antalgic");
    let schema = serde_json::to_value(schemars::schema_for!(Explanation)).unwrap();
    assert!(schema["properties"]["chains"].is_object());
}

proptest! {
    #[test]
    fn mirrored_findings_give_mirrored_chains(picks in proptest::collection::vec((0..14_usize, any::<bool>()), 0..6)) {
        let build = |flip: bool| -> Vec<Finding> {
            picks.iter().map(|(index, left)| {
                let side = if *left == flip { Side::Right } else { Side::Left };
                finding(Pattern::ALL[*index], Some(side), FindingVerdict::Shown)
            }).collect()
        };
        let (one, two) = (explained(&build(false), &Intake::default()), explained(&build(true), &Intake::default()));
        prop_assert_eq!(one.chains.len(), two.chains.len());
        for (a, b) in one.chains.iter().zip(&two.chains) {
            prop_assert_eq!(a.side.map(Side::other), b.side);
            prop_assert_eq!(&a.mechanisms, &b.mechanisms);
        }
    }
}

#[test]
fn every_part_of_an_explanation_has_words() {
    use assessment::patterns::table::TABLE;
    for wording in Language::ALL.map(Wording::new) {
        let mut keys: Vec<String> = Fact::all().map(|fact| fact.key().to_owned()).collect();
        for pattern in Pattern::ALL {
            keys.push(format!("pattern-{}", pattern.name()));
            keys.push(format!("pattern-{}.help", pattern.name()));
            keys.push(format!("link-{}", pattern.name()));
        }
        for verdict in [
            FindingVerdict::Shown,
            FindingVerdict::Possible,
            FindingVerdict::NotShown,
            FindingVerdict::CannotBeJudged,
        ] {
            let name = serde_json::to_value(verdict).unwrap();
            keys.push(format!("finding-verdict-{}", name.as_str().unwrap()));
        }
        keys.extend(
            Sign::ALL
                .iter()
                .filter(|sign| sign.intake_key().is_some())
                .map(|sign| format!("{}.question", sign.key())),
        );
        for rule in &TABLE {
            keys.extend(
                rule.criteria
                    .iter()
                    .map(|criterion| format!("criterion-{}", criterion.code)),
            );
            keys.extend(rule.remarks.iter().map(|remark| format!("remark-{}", remark.code)));
            keys.extend(rule.mimics.iter().map(|code| format!("alike-{code}")));
            keys.extend(rule.excluded_claims.iter().map(|code| format!("not-{code}")));
            keys.extend(rule.checks.iter().map(|code| format!("check-{code}")));
        }
        let missing: Vec<&String> = keys.iter().filter(|key| wording.try_text(key, &[]).is_none()).collect();
        assert!(missing.is_empty(), "{:?}: {missing:?}", wording.language());
    }
}
