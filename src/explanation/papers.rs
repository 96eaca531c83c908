//! The studies behind the sentences, cited as far as they were read for this program's methods, and no further.
//!
//! Short ids stand in the wording (`evidence-<id>`) and in [`Basis::Paper`](super::Basis::Paper). Where only a number or
//! a name is known, only that is given.

/// One source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    pub id: &'static str,
    /// As much of the citation as was verified.
    pub citation: &'static str,
}

const fn paper(id: &'static str, citation: &'static str) -> Paper {
    Paper { id, citation }
}

/// All sources, in the order of their ids.
pub const PAPERS: &[Paper] = &[
    paper("beauchet2009", "Beauchet et al. 2009"),
    paper(
        "bmc2019",
        "BMC 2019 (clinical belief of a forward stoop in spinal stenosis)",
    ),
    paper(
        "boston-thesis",
        "Doctoral thesis, Boston University (walking with spinal stenosis)",
    ),
    paper("cluster2010", "Cluster study of walking with sciatica, 2010"),
    paper("fukuchi2018", "Fukuchi, Fukuchi and Duarte 2018, PeerJ 6:e4640"),
    paper(
        "hip-int2015",
        "HIP International 2015 (pelvic range in hip osteoarthritis)",
    ),
    paper("igawa2018", "Igawa et al. 2018"),
    paper("jat56-960", "Journal of Athletic Training 56:960"),
    paper("jner9-3", "Journal of NeuroEngineering and Rehabilitation 9:3"),
    paper("kiernan2023", "Kiernan et al. 2023"),
    paper("lee2010", "Lee et al. 2010"),
    paper("lodin2022", "Lodin et al. 2022"),
    paper("miura2022", "Miura et al. 2022"),
    paper("mousavi2021", "Mousavi et al. 2021"),
    paper(
        "pmc4267982",
        "PMC4267982 (quadriceps strength and knee flexion in osteoarthritis)",
    ),
    paper(
        "pmc9739785",
        "PMC9739785 (6-minute walk with foot sensors: spinal stenosis, knee osteoarthritis, controls)",
    ),
    paper("s1-study2004", "Korean study of walking with S1 radiculopathy, 2004"),
    paper("torry2000", "Torry et al. 2000"),
    paper("yokogawa2015", "Yokogawa et al. 2015"),
];

/// The source with this id.
pub fn find(id: &str) -> Option<&'static Paper> {
    PAPERS.iter().find(|paper| paper.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_unique() {
        assert!(PAPERS.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(
            PAPERS
                .iter()
                .all(|paper| find(paper.id) == Some(paper) && !paper.citation.is_empty())
        );
    }
}
