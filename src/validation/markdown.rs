//! A [`ValidationReport`] as Markdown: what was judged, how, what the references cannot show, and every recording.

use super::{Outcome, Row, ValidationReport};
use std::fmt::Write as _;

/// Renders the whole report. The same report gives the same text; it names no folder of any machine and no time.
pub fn render_markdown(report: &ValidationReport) -> String {
    let mut text = String::new();
    write_all(report, &mut text).expect("a string takes all");
    text
}

fn write_all(report: &ValidationReport, out: &mut String) -> std::fmt::Result {
    let (met, judged) = report.met_of();
    writeln!(out, "# Validation\n")?;
    writeln!(
        out,
        "Written by `gaitscope validate`, version {}; not edited by hand. **{met} of {judged} judged figures reach their \
         bar.** Figures without a bar are reported for what they show.\n",
        report.version
    )?;
    writeln!(out, "## Results\n")?;
    for set in &report.sets {
        let rows: Vec<&Row> = report.rows.iter().filter(|row| row.set == set.name).collect();
        let synthetic = if set.synthetic {
            ", synthetic sensors or people"
        } else {
            ""
        };
        let plural = if set.recordings == 1 { "recording" } else { "recordings" };
        writeln!(out, "### {}\n", cell(&set.name))?;
        writeln!(out, "{}; {} {plural}{synthetic}.\n", cell(&set.kind), set.recordings)?;
        writeln!(
            out,
            "| figure | measured | bar | result | n | note |\n|---|---:|---|---|---:|---|"
        )?;
        for row in rows {
            write_row(row, out)?;
        }
        writeln!(out, "\n{}\n", cell(&set.reference))?;
    }
    if !report.findings.is_empty() {
        writeln!(out, "## Findings\n")?;
        for finding in &report.findings {
            writeln!(out, "- {}", cell(finding))?;
        }
        writeln!(out)?;
    }
    out.push_str(HOW);
    writeln!(out, "\n## Every recording\n")?;
    for detail in &report.recordings {
        writeln!(out, "### {} / {}\n", cell(&detail.set), cell(&detail.recording))?;
        match &detail.outcome {
            Outcome::Analysed => {}
            Outcome::Refused(reason) => writeln!(out, "Refused: {}\n", cell(reason))?,
            Outcome::NotRead(reason) => writeln!(out, "Not read: {}\n", cell(reason))?,
        }
        if !detail.figures.is_empty() {
            writeln!(out, "| figure | value |\n|---|---:|")?;
            for figure in &detail.figures {
                writeln!(
                    out,
                    "| {} | {} |",
                    cell(&figure.name),
                    with_unit(figure.value, &figure.unit)
                )?;
            }
            writeln!(out)?;
        }
        if !detail.said.is_empty() {
            writeln!(out, "Said of this person:\n")?;
            for line in &detail.said {
                writeln!(out, "- {}", cell(line))?;
            }
            writeln!(out)?;
            let unread = "no reading has been written for this recording";
            writeln!(
                out,
                "Our reading: {}\n",
                cell(detail.reading.as_deref().unwrap_or(unread))
            )?;
        }
        for remark in &detail.remarks {
            writeln!(out, "- {}", cell(remark))?;
        }
        if !detail.remarks.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}

fn write_row(row: &Row, out: &mut String) -> std::fmt::Result {
    let value = row.value.map_or("—".to_owned(), |value| with_unit(value, &row.unit));
    let bar = row.bar.map_or(String::new(), |bar| {
        format!("{bar} {}", unit(&row.unit)).trim_end().to_owned()
    });
    let result = match row.met {
        Some(true) => "met",
        Some(false) => "**missed**",
        None => "",
    };
    writeln!(
        out,
        "| {} | {value} | {bar} | {result} | {} | {} |",
        cell(&row.figure),
        row.n,
        cell(&row.note)
    )
}

/// A number with as many decimals as it deserves.
fn with_unit(value: f64, unit_name: &str) -> String {
    let number = match unit_name {
        "" if value.fract() == 0.0 => format!("{value:.0}"),
        "ms" => format!("{value:.1}"),
        "" | "%" => format!("{value:.1}"),
        "deg" => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    };
    // A value that rounds to nothing has no sign.
    let unsigned = number.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    let number = if unsigned {
        number.trim_start_matches('-').to_owned()
    } else {
        number
    };
    format!("{number} {}", unit(unit_name)).trim_end().to_owned()
}

fn unit(name: &str) -> &str {
    match name {
        "1" => "",
        "deg" => "°",
        other => other,
    }
}

/// Text that cannot break a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

const HOW: &str = "## How it was scored

- **Contacts.** True and found times are paired nearest first within the tolerance that is named beside the figure, side \
by side where the truth has sides. F1 is taken over all recordings of a set. Misses and extras within 0.15 s of a \
recording's edges do not count. An error is found minus true; its median and interquartile range are those of the pairs.
- **Angles.** The found angle is interpolated to the reference's times. The mean difference is taken out and reported as \
the offset, and so is a lag of at most 20 ms; the root mean square of what remains is the RMSE. It needs at least 70 % of \
the reference; a leg that has less counts as missed, and so does the bar.
- **Sides.** The share of matched contacts with the right side, matched without regard to side.
- **Stride time and speed.** Median against median, flagged strides included; speed as a share of the belt's.
- **Stride length.** Strides are matched by their start (0.2 s) and side, flagged ones included.
- **Two references that disagree.** The one that agrees better counts, inside its own bouts.
- **Refusals.** A recording that was refused counts with everything that it should have given.
- **Unfounded claims.** An angle is claimed where any value of it is given; it is unfounded where one of its segments \
has no calibration. There must be none, in any set.

Nothing is fitted to these recordings while scoring, and no recording is left out. Sets are recognised by their files \
and columns, so that a folder of other recordings of the same kinds is scored by the same rules.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bar, RecordingDetail, SetInfo};

    #[test]
    fn every_row_and_recording_is_shown() {
        let mut report = ValidationReport::new();
        report.sets.push(SetInfo {
            name: "kit".to_owned(),
            kind: "whole kit".to_owned(),
            recordings: 1,
            reference: "Optical.".to_owned(),
            synthetic: true,
        });
        report.rows.push(
            Row::new("kit", "F1", Some(0.991), "1", 40)
                .bar(Bar::AtLeast(0.98))
                .note("a | b"),
        );
        report
            .rows
            .push(Row::new("kit", "median error", Some(-12.34), "ms", 40).bar(Bar::WithinPlusMinus(10.0)));
        report.rows.push(
            Row::new("kit", "knee", None, "deg", 0)
                .bar(Bar::AtMost(1.0))
                .incomplete(2, 2, "legs"),
        );
        report.rows.push(Row::new("kit", "drift", Some(-0.001), "deg", 1));
        let mut detail = RecordingDetail::new("kit", "walk");
        detail.outcome = Outcome::Refused("no walking".to_owned());
        report.recordings.push(detail);
        let text = render_markdown(&report);
        assert!(text.contains("| F1 | 0.991 | ≥ 0.98 | met | 40 | a \\| b |"), "{text}");
        assert!(
            text.contains("| median error | -12.3 ms | within ±10 ms | **missed** | 40 |  |"),
            "{text}"
        );
        assert!(
            text.contains("| knee | — | ≤ 1 ° | **missed** | 0 | 2 of 2 legs could not be scored |"),
            "{text}"
        );
        assert!(text.contains("| drift | 0.00 ° |  |  | 1 |  |"), "{text}");
        assert!(
            text.contains("**1 of 3 judged figures") && text.contains("Refused: no walking"),
            "{text}"
        );
        assert!(!report.all_met());
    }

    #[test]
    fn nothing_judged_is_not_all_met() {
        assert!(!ValidationReport::new().all_met());
    }
}
