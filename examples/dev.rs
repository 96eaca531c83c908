use gaitscope::recording::*; use gaitscope::analysis::*; use gaitscope::gait::*; use nalgebra::Vector3; use std::collections::BTreeMap;
fn load(path: &str, site: Option<Site>, rec: &mut Recording) {
    let mut r = csv::Reader::from_path(path).unwrap(); let h: Vec<String> = r.headers().unwrap().iter().map(|s| s.to_string()).collect();
    let rows: Vec<Vec<f64>> = r.records().map(|x| x.unwrap().iter().map(|c| c.parse().unwrap_or(f64::NAN)).collect()).collect();
    let tc = h.iter().position(|x| x == "time_s").unwrap();
    let mut t: Vec<f64> = rows.iter().map(|r| r[tc]).collect();
    let mut off = 0.0; for k in 1..t.len() { if t[k] + off < t[k-1] { off = t[k-1] + 10.0 - t[k]; } t[k] += off; }
    let mut add = |pre: &str, site: Site| {
        let c = |s: &str| { h.iter().position(|x| *x == format!("{pre}{s}")) };
        if c("acc_x_mps2").is_none() { return; }
        let v = |a: &str, u: &str, row: &Vec<f64>| Vector3::new(row[c(&format!("{a}_x_{u}")).unwrap()], row[c(&format!("{a}_y_{u}")).unwrap()], row[c(&format!("{a}_z_{u}")).unwrap()]);
        let mut d: Vec<f64> = t.windows(2).map(|w| w[1]-w[0]).collect(); d.sort_by(|a,b| a.total_cmp(b));
        rec.tracks.insert(site, Track { site, time_s: t.clone(), acc_mps2: rows.iter().map(|r| v("acc","mps2",r)).collect(), gyr_radps: rows.iter().map(|r| v("gyr","radps",r)).collect(), rate_hz: 1.0/d[d.len()/2], clock: Default::default(), info: Default::default() });
    };
    if let Some(s) = site { add("", s) } else { for s in Site::ALL { add(&format!("{}_", s.name()), s); } add("lumbar_", Site::Pelvis); }
}
fn main() {
    let mut rec = Recording::default();
    let out = std::env::args().nth(1).unwrap();
    for a in std::env::args().skip(2) { let (s, p) = a.split_once('=').map(|(s,p)| (Site::from_name(s), p.to_string())).unwrap_or((None, a.clone())); load(&p, s, &mut rec); }
    let t0 = std::time::Instant::now();
    let an = analyze(&rec, &Settings::default()).unwrap();
    eprintln!("analysis {:?}", t0.elapsed());
    std::fs::create_dir_all(&out).unwrap();
    let mut e = String::from("side,event,time_s\n"); for c in &an.contacts { e += &format!("{},{},{:.4}\n", c.side, c.kind.name(), c.time_s); }
    std::fs::write(format!("{out}/events.csv"), e).unwrap();
    let mut s = String::from("time_s"); for (n,_) in &an.angles.columns { s += ","; s += n; } s += "\n";
    for k in 0..an.angles.time_s.len() { s += &format!("{:.4}", an.angles.time_s[k]); for (_,v) in &an.angles.columns { s += &format!(",{:.3}", v[k]); } s += "\n"; }
    std::fs::write(format!("{out}/angles.csv"), s).unwrap();
    for c in &an.calibration { eprintln!("{} {:?} {:?} share {:?} {:?}", c.site, c.long_axis, c.side_axis, c.eigenvalue_share, c.refusals); }
    eprintln!("source {:?} contacts {} bouts {} turns {:?}", an.contact_source, an.contacts.len(), an.bouts.len(), an.turns);
    let mut why: BTreeMap<String, usize> = BTreeMap::new(); for s in &an.strides { for w in &s.excluded_because { *why.entry(format!("{} {}", s.side, w.name())).or_default() += 1; } if s.included() { *why.entry(format!("{} ok", s.side)).or_default() += 1; } }
    eprintln!("{why:?}");
    for m in &an.measures { if std::env::var("V").is_ok() || matches!(m.measure, Measure::Speed|Measure::StrideTime|Measure::StanceTime|Measure::KneeSwingPeak) { eprintln!("{} {:?} {:.3} n{} {:?} {:?}", m.measure.name(), m.side, m.value, m.n, m.interval, m.grade); } }
    for d in &an.side_differences { if std::env::var("V").is_ok() || d.verdict == gaitscope::assessment::Verdict::Shown { eprintln!("  SD {} {:.2} {} [{:.2},{:.2}] {:?} {:?}", d.measure.name(), d.difference, d.unit, d.interval.low, d.interval.high, d.verdict, d.gates.quality_reasons); } }
    eprintln!("quality {:?}", an.quality);
}
