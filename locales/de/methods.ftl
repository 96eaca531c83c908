# Methoden, Grenzen und Quellen.

contacts-shank = Die Bodenkontakte stammen aus der Drehrate der Unterschenkel.
contacts-thigh = Die Bodenkontakte stammen aus der Drehrate der Oberschenkel, weil kein Kniesensor (Unterschenkel) getragen wurde. Ihre Zeitpunkte sind weniger sicher.
contacts-pelvis = Die Bodenkontakte stammen allein aus der Beschleunigung des Beckens. Welcher Fuß es war, ist geschätzt.

speed-shank_strapdown = Die Gehgeschwindigkeit stammt aus der Bewegung des Unterschenkels zwischen den Augenblicken, in denen der Fuß flach steht und er sich am wenigsten dreht; die Höhe des Sensors über dem Knöchel geht ein.
speed-two_leg_model = Die Gehgeschwindigkeit stammt aus den Winkeln von Ober- und Unterschenkeln und den Segmentlängen.
speed-pelvis_pendulum = Die Gehgeschwindigkeit ist eine Schätzung aus dem Auf und Ab des Beckens.
speed-timed = Die Gehgeschwindigkeit wurde mit gestoppter Zeit auf bekannter Strecke gemessen.

calibration-given = die Ausrichtung wurde mit der Aufnahme angegeben
calibration-standing = Null ist das ruhige Stehen dieser Person
calibration-walking_mean = Null ist aus gesundem Gehen angenommen und kann um mehrere Grad danebenliegen
calibration-none = konnte nicht zum Körper ausgerichtet werden, daher entfallen seine Winkel
calibration-uncertainty = (Null um etwa { $degrees }° unsicher)

method-values = Die Werte sind Mediane über die gleichmäßigen Schrittzyklen einer Seite. Die Intervalle sind 95‑%‑Konfidenzintervalle; dafür werden immer wieder Blöcke von Schrittzyklen gezogen (Bootstrap); dazu kommt, wie weit das Gehen von einem Abschnitt von etwa 20 Sekunden zum nächsten wandert.
method-ratio = Seitenunterschiede in Prozent sind 100 × ln(rechts ÷ links): bei kleinen Unterschieden ungefähr die üblichen Prozent, und gleich groß, welche Seite auch größer ist.
method-pairs = Unterschiede werden zwischen benachbarten Schrittzyklen der beiden Beine gebildet. Ein positiver Unterschied heißt, dass die rechte Seite größer ist.
method-verdict = Ein Seitenunterschied heißt nur dann „{ $shown }“, wenn sein ganzes Intervall jenseits des Messfehlers und jenseits dessen liegt, was neunzehn von zwanzig gesunden Erwachsenen zeigen, in der Aufnahme und in jeder ihrer Hälften, und wenn er unter den acht Messgrößen mit Urteil kein Zufall ist. Liegt das ganze Intervall in diesen Grenzen, sind die Seiten gleich. Ein Unterschied, der da ist, aber weder sicher innerhalb noch sicher jenseits der Grenzen liegt, heißt „{ $small }“. Schließt das Intervall null ein und reicht über die Grenzen hinaus, lautet das Urteil „{ $none }“: Das beweist keine Symmetrie. Sonst ist er „{ $unjudged }“. Alle anderen Messgrößen werden ohne Urteil beschrieben.
method-strides = Schrittzyklen in und neben Drehungen, am Anfang und Ende des Gehens, mit fehlenden Messwerten oder abweichend von ihren Nachbarn gehen nicht in die Mediane ein. Sie bleiben mit dem Grund in strides.csv.
method-patterns = Eine Auffälligkeit des Gangbilds heißt nur dann „gezeigt“, wenn eine Messgröße mit Urteil sie zeigt oder wenn auf derselben Seite zwei unabhängige Kriterien erfüllt sind, die weder Nullpunkt noch Sensor noch Signal teilen, jedes mit seinem ganzen Intervall jenseits der Grenze; und „möglich“, wenn ein solches Kriterium erfüllt ist oder der Wert, aber nicht sein ganzes Intervall, jenseits der Grenze liegt. Kriterien, Werte und Grenzen stehen bei jedem Befund.

limits-force = Sensoren messen Bewegung, keine Kraft. Stoßwerte sind Beschleunigungen: Sie sagen nichts über das Gewicht auf einem Bein oder die Last in einem Gelenk.
limits-pelvis = Der Beckensensor zeigt die Neigung des Beckens. Das ist nicht die Neigung des Rumpfes.
limits-zero = Der Nullpunkt eines Winkels ist die Standhaltung oder eine Annahme, kein anatomischer Nullpunkt: Die Höhe einer Kurve kann von der Referenz abweichen. Vergleichen Sie Form und Umfang.
limits-skin = Haut und Muskeln bewegen sich unter den Sensoren. Gelenkwinkel am Menschen weichen um etwa 3 bis 5° von Kamerasystemen ab.
limits-normal = Die Referenzwerte stammen von gesunden Erwachsenen bei angenehmem Tempo. Sie sind kein Ziel.
limits-device = Dieses Programm ist Software für Forschung und Lehre. Es ist kein Medizinprodukt; weder Diagnose noch Behandlung dürfen sich allein darauf stützen.

sources-reference = Referenzwerte: eigene Berechnung aus Fukuchi, Fukuchi und Duarte 2018, PeerJ 6:e4640 (42 gesunde Erwachsene, Gehen auf ebenem Boden bei angenehmem Tempo; Daten unter CC BY 4.0).
sources-sides = Seitenunterschiede als logarithmierte Verhältnisse: Plotnik et al. 2007.
sources-bootstrap = Block-Bootstrap: Künsch 1989; Korrektur für viele Messgrößen: Holm 1979.
sources-orientation = Ausrichtung der Sensoren im Raum: Laidig und Seel 2023 (VQF).
sources-article = Die Gedanken zu Rücken und Knie: „{ $title }“, ein Text für die Öffentlichkeit.
