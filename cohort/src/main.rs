//! `gaitscope-cohort DATASET QUESTION`.

use clap::Parser;
use gaitscope_cohort::{Answer, Dataset, questions};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Ask a data set of many recordings, made by `gaitscope batch`.
#[derive(Debug, Parser)]
#[command(
    name = "gaitscope-cohort",
    version,
    max_term_width = 100,
    after_help = "Questions:\n  \
        tables         what tables and columns there are\n  \
        compare        a measure in groups of people (--measure, --by)\n  \
        distribution   a measure by age and walking speed (--measure)\n  \
        changed        who changed beyond measurement error (--measure, or all)\n  \
        SELECT …       any SQL query over strides, events, measures, findings, recordings\n\n\
        Examples:\n  \
        gaitscope cohort dataset \"SELECT side, median(stance_time_s) FROM strides WHERE included GROUP BY side\"\n  \
        gaitscope cohort dataset compare --measure speed_mps --by \"age_years >= 65\" --out answers\n  \
        gaitscope cohort dataset changed --out answers"
)]
struct Options {
    /// The folder that `gaitscope batch --out` wrote.
    dataset: PathBuf,
    /// A named question, or SQL.
    question: String,
    /// The measure, by its column's name in `strides`.
    #[arg(long)]
    measure: Option<String>,
    /// What makes the groups: a column of `recordings`, or an SQL expression over them.
    #[arg(long)]
    by: Option<String>,
    /// Write the table as CSV, and the figure as SVG, into this folder.
    #[arg(long, short)]
    out: Option<PathBuf>,
    /// Print the table as CSV.
    #[arg(long)]
    csv: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match answered(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gaitscope-cohort: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn answered(options: &Options) -> anyhow::Result<()> {
    // Plans of long queries are deep: the threads get the room for them.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(16 << 20)
        .build()?;
    let (answer, name) = runtime.block_on(async {
        let dataset = Dataset::open(&options.dataset).await?;
        tokio::spawn(ask(
            dataset,
            options.question.clone(),
            options.measure.clone(),
            options.by.clone(),
        ))
        .await?
    })?;
    let mut out = std::io::stdout().lock();
    let printed = if options.csv {
        for remark in &answer.remarks {
            eprintln!("{remark}");
        }
        out.write_all(&answer.to_csv()?)
    } else {
        out.write_all(answer.to_text()?.as_bytes())
    };
    match printed {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        other => other?,
    }
    if let Some(dir) = &options.out {
        for file in answer.write(dir, &name)? {
            eprintln!("written: {}", file.display());
        }
    }
    Ok(())
}

async fn ask(
    dataset: Dataset,
    question: String,
    measure: Option<String>,
    by: Option<String>,
) -> anyhow::Result<(Answer, String)> {
    let needed = |what: Option<String>, option: &str| {
        what.ok_or_else(|| {
            anyhow::anyhow!("`{question}` needs {option}; `gaitscope cohort DATASET tables` lists what there is")
        })
    };
    let superfluous = |given: &Option<String>, option: &str| match given {
        Some(_) => anyhow::bail!("{option} has no meaning for this question; leave it out"),
        None => Ok(()),
    };
    let answer = match question.as_str() {
        "compare" => questions::compare(&dataset, &needed(measure, "--measure")?, &needed(by, "--by")?).await?,
        "distribution" => {
            superfluous(&by, "--by")?;
            questions::distribution(&dataset, &needed(measure, "--measure")?).await?
        }
        "changed" => {
            superfluous(&by, "--by")?;
            questions::changed(&dataset, measure.as_deref()).await?
        }
        other => {
            superfluous(&measure, "--measure")?;
            superfluous(&by, "--by")?;
            match other {
                "tables" => questions::tables(&dataset).await?,
                // One word is no SQL: rather a question by a wrong name.
                word if !word.trim().contains(char::is_whitespace) => anyhow::bail!(
                    "there is no question `{word}`; the named ones are tables, compare, distribution and changed, and SQL begins with SELECT"
                ),
                sql => dataset.sql(sql).await?,
            }
        }
    };
    let named = ["compare", "distribution", "changed", "tables"].contains(&question.as_str());
    Ok((answer, if named { question } else { "answer".to_owned() }))
}
