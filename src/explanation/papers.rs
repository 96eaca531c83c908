//! The studies behind the sentences: authors or title, journal, year, DOI, as far as they were verified; the number of people is
//! worded.
//!
//! Short ids stand in [`Basis::Paper`](super::Basis::Paper) and in the wording, `paper-<id>`. Where only a number or a name is
//! known, only that is given.

use wording::Wording;

/// One source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    pub id: &'static str,
    /// As much of the citation as was verified.
    pub citation: &'static str,
}

impl Paper {
    /// The citation with who was looked at.
    pub fn text(&self, wording: &Wording) -> String {
        format!("{}; {}", self.citation, wording.say(&format!("paper-{}", self.id)))
    }
}

const fn paper(id: &'static str, citation: &'static str) -> Paper {
    Paper { id, citation }
}

/// All sources, in the order of their ids. Who was looked at stands in the wording files, `paper-<id>`.
pub(crate) const PAPERS: &[Paper] = &[
    paper(
        "beauchet2009",
        "Beauchet O, Annweiler C, Lecordroch Y, Allali G, Dubost V, Herrmann FR, Kressig RW (2009), J Neuroeng Rehabil 6:32, doi 10.1186/1743-0003-6-32",
    ),
    paper("bmc2019", "BMC 2019"),
    paper(
        "boston-thesis",
        "Gait kinematics and spinal loading in patients with lumbar spinal stenosis and healthy older adults, Boston University, hdl 2144/46294",
    ),
    paper(
        "cluster2010",
        "Differentiation of patients with chronic lombosciatica due to disc hernia using gait analysis techniques (2010), Rev Med Chir Soc Med Nat Iasi 114(3):694–699",
    ),
    paper(
        "fukuchi2018",
        "Fukuchi CA, Fukuchi RK, Duarte M (2018), PeerJ 6:e4640, doi 10.7717/peerj.4640",
    ),
    paper(
        "hip-int2015",
        "Frontal plane pelvic motion during gait captures hip osteoarthritis related disability (2015), Hip Int 25(5):413–419, doi 10.5301/hipint.5000282",
    ),
    paper(
        "igawa2018",
        "Igawa T, Katsuhira J, Hosaka A, Uchikoshi K, Ishihara S, Matsudaira K (2018), PLoS One 13(5):e0197228, doi 10.1371/journal.pone.0197228",
    ),
    paper("jat56-960", "J Athl Train (2021) 56(9):960"),
    paper(
        "jner9-3",
        "Reininga IHF, Stevens M, Wagenmakers R, Bulstra SK, Groothoff JW, Zijlstra W (2012), J Neuroeng Rehabil 9:3, doi 10.1186/1743-0003-9-3",
    ),
    paper(
        "kiernan2023",
        "Kiernan et al. (2023), Sensors 23(21):8719, doi 10.3390/s23218719",
    ),
    paper(
        "lee2010",
        "Lee JH, An JH, Lee SH, Seo IS (2010), J Back Musculoskelet Rehabil 23(2):49–54",
    ),
    paper(
        "lodin2022",
        "Lodin J, Jelínek M, Sameš M, Vachata P (2022), Sensors 22(4):1633, doi 10.3390/s22041633",
    ),
    paper(
        "miura2022",
        "Miura T, Tominaga R, Sato K, Endo T, Iwabuchi M, Ito T, Shirado O (2022), Asian Spine J",
    ),
    paper(
        "mousavi2021",
        "Mousavi SJ, Lynch AC, Allaire BT, White AP, Anderson DE (2021), Front Bioeng Biotechnol 9:751155, doi 10.3389/fbioe.2021.751155",
    ),
    paper(
        "pmc4267982",
        "Gait Posture (2014) 41(1):81–85, doi 10.1016/j.gaitpost.2014.08.014",
    ),
    paper(
        "pmc9739785",
        "Gait Variability to Phenotype Common Orthopedic Gait Impairments Using Wearable Sensors (2022), Sensors 22(23):9301, doi 10.3390/s22239301",
    ),
    paper(
        "s1-study2004",
        "Ryu CH, Lee SH, Yang HS, Park YO (2004), J Korean Acad Rehabil Med 28(6):586–591",
    ),
    paper(
        "torry2000",
        "Torry MR, Decker MJ, Viola RW, O’Connor DD, Steadman JR (2000), Clin Biomech 15(3):147–159, doi 10.1016/s0268-0033(99)00083-2",
    ),
    paper(
        "yokogawa2015",
        "Yokogawa N, Toribatake Y, Murakami H, Hayashi H, Yoneyama T, Watanabe T, Tsuchiya H (2015), PLoS One 10(4):e0124745, doi 10.1371/journal.pone.0124745",
    ),
];

/// The source with this id.
pub fn find(id: &str) -> Option<&'static Paper> {
    PAPERS.iter().find(|paper| paper.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who was looked at has words in every language, and the citation has none: it is the same in all.
    #[test]
    fn people_are_worded() {
        for wording in wording::Language::ALL.map(Wording::new) {
            for paper in PAPERS {
                assert!(wording.has(&format!("paper-{}", paper.id)), "{}", paper.id);
                let worded = ["people", "healthy", "patients with", "thesis"];
                let title = paper.citation.contains("Gait") || paper.citation.contains("gait");
                assert!(
                    title || !worded.iter().any(|word| paper.citation.contains(word)),
                    "{}",
                    paper.id
                );
            }
        }
    }

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
