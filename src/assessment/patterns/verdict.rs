//! Puts the criteria of a pattern together.

use super::super::{Criterion, Finding, FindingVerdict, Grade, Pattern, Reason};
use super::judge::{Judge, Judged};
use super::table::{PatternRule, Role, When};
use recording::Side;
use std::collections::BTreeSet;

/// The criteria of a pattern from one leg's point of view.
struct Leg {
    side: Side,
    judged: Vec<Judged>,
    verdict: FindingVerdict,
    /// Independent strands that hold.
    strands: usize,
}

impl Leg {
    /// A leading criterion holds.
    fn led(&self) -> bool {
        self.judged
            .iter()
            .any(|judged| judged.rule.role == Role::Leading && judged.criterion.met)
    }
}

/// A rank to compare evidence by.
fn rank(verdict: FindingVerdict) -> u8 {
    match verdict {
        FindingVerdict::Shown => 3,
        FindingVerdict::Possible => 2,
        FindingVerdict::NotShown => 1,
        FindingVerdict::CannotBeJudged => 0,
    }
}

pub(super) fn finding(rule: &'static PatternRule, judge: &Judge) -> Finding {
    let sensors = judge.sensors(rule);
    let missing = judge.missing(rule);
    if !missing.is_empty() {
        return Finding {
            pattern: rule.pattern,
            side: None,
            verdict: FindingVerdict::CannotBeJudged,
            criteria: Vec::new(),
            sensors,
            reasons: unique(missing),
            remarks: Vec::new(),
            grade: Grade::C,
        };
    }
    let mut legs = Side::BOTH.map(|side| leg(rule, judge, side));
    if rule.pattern == Pattern::AsymmetricLoading && legs.iter().all(Leg::led) {
        // The leading indicators contradict one another: neither leg can be called the spared one.
        for leg in &mut legs {
            leg.verdict = FindingVerdict::Possible;
        }
    }
    let [left, right] = legs;
    let key = |leg: &Leg| (rank(leg.verdict), leg.strands);
    let both_shown = [&left, &right].iter().all(|leg| leg.verdict == FindingVerdict::Shown);
    let alike = key(&left) == key(&right) || both_shown;
    let left_first = key(&left) > key(&right) || (key(&left) == key(&right) && reach(&left) > reach(&right));
    let leg = if left_first { left } else { right };
    let seen = matches!(leg.verdict, FindingVerdict::Shown | FindingVerdict::Possible);
    let reasons = if leg.verdict == FindingVerdict::CannotBeJudged {
        unique(leg.judged.iter().filter_map(|judged| judged.reason).collect())
    } else {
        Vec::new()
    };
    let mut remarks: Vec<String> = Vec::new();
    if seen && alike && has_side(rule.pattern) {
        remarks.push("both-legs".to_owned());
    }
    let applies = |when: &When| judge.holds(when, leg.side, &leg.judged);
    let added = rule
        .remarks
        .iter()
        .filter(|remark| seen && remark.when.iter().any(applies));
    remarks.extend(added.map(|remark| remark.code.to_owned()));
    Finding {
        pattern: rule.pattern,
        side: (seen && !alike).then_some(leg.side),
        verdict: leg.verdict,
        grade: grade(rule, &leg, judge),
        criteria: leg
            .judged
            .into_iter()
            .map(|judged| judged.criterion)
            .collect::<Vec<Criterion>>(),
        sensors,
        reasons,
        remarks,
    }
}

/// Patterns of one leg; the others are of the whole body.
pub fn has_side(pattern: Pattern) -> bool {
    !matches!(
        pattern,
        Pattern::ForwardLean | Pattern::ShortSlowSteps | Pattern::IncreasedVariability
    )
}

fn leg(rule: &'static PatternRule, judge: &Judge, side: Side) -> Leg {
    let judged: Vec<Judged> = rule
        .criteria
        .iter()
        .map(|criterion| judge.judge(criterion, side))
        .collect();
    let strand = |judged: &Judged| judged.rule.strand;
    let held: BTreeSet<&str> = judged
        .iter()
        .filter(|judged| judged.criterion.met)
        .map(strand)
        .collect();
    let leading = |judged: &&Judged| judged.rule.role == Role::Leading;
    let led = judged.iter().filter(leading).any(|judged| judged.criterion.met);
    let known: BTreeSet<&str> = judged.iter().filter(|judged| judged.judged()).map(strand).collect();
    let can_lead = judged.iter().filter(leading).any(Judged::judged);
    let by_primary = |judged: &Judged| judged.rule.role == Role::Leading && judged.by_primary();
    let sure = judged.iter().any(|judged| judged.criterion.met && by_primary(judged));
    let near = judged.iter().filter(leading).any(|judged| judged.near);
    // A primary measure's verdict stands by itself; of other leading criteria a second strand is asked.
    let enough = known.len() >= 2 || judged.iter().any(|judged| judged.judged() && by_primary(judged));
    let verdict = if sure || (led && held.len() >= 2) {
        FindingVerdict::Shown
    } else if led || near {
        FindingVerdict::Possible
    } else if can_lead && enough {
        FindingVerdict::NotShown
    } else {
        FindingVerdict::CannotBeJudged
    };
    Leg {
        side,
        strands: held.len(),
        judged,
        verdict,
    }
}

/// How far the leading criteria reach towards their limits, to choose a leg where nothing else tells them apart.
fn reach(leg: &Leg) -> f64 {
    leg.judged
        .iter()
        .filter(|judged| judged.rule.role == Role::Leading)
        .map(Judged::extent)
        .fold(f64::NEG_INFINITY, f64::max)
}

/// The worst grade among the criteria that hold, or among all that were judged where none holds; no A below the strides
/// that the pattern wants.
fn grade(rule: &PatternRule, leg: &Leg, judge: &Judge) -> Grade {
    let worst = |met: bool| {
        leg.judged
            .iter()
            .filter(|judged| judged.judged() && (judged.criterion.met || !met))
            .map(|judged| judged.grade)
            .max()
    };
    let grade = worst(true).or_else(|| worst(false)).unwrap_or(Grade::C);
    if judge.fewest_strides() < rule.min_pairs_for_grade_a {
        grade.max(Grade::B)
    } else {
        grade
    }
}

fn unique(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}
