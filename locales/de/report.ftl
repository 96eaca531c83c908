# Die eigenen Worte des Berichts.

title = Gangbericht: { $name }
unnamed = Aufnahme ohne Namen
subtitle-recording = Aufnahme { $name }
subtitle-duration = { $duration } aufgenommen
treadmill = Laufband
footer = gaitscope { $version } · Eingabe { $hash }
page = Seite
page-of = von
statement = Dieser Bericht beschreibt, wie Sie sich während dieser Aufnahme bewegt haben. Er kann nicht zeigen, woher Ihre Schmerzen kommen. Besprechen Sie ihn mit Ihrer Physiotherapeutin, Ihrem Physiotherapeuten oder einer Ärztin oder einem Arzt.

heading-contents = Inhalt
heading-quality = Qualität dieser Aufnahme
heading-summary = Zusammenfassung
heading-key-numbers = Wichtigste Werte
heading-sides = Unterschiede zwischen den Seiten
heading-curves = Bewegung im Gangzyklus
heading-recording = Die Aufnahme
heading-remarks = Anmerkungen
heading-all-measures = Alle Messwerte
heading-absent = Was nicht gemessen wurde
heading-methods = Wie gemessen wurde
heading-limits = Grenzen
heading-sources = Quellen
heading-provenance = Herkunft

next-time = Beim nächsten Mal:
range = { $low } bis { $high }
list-and = { $first } und { $last }
and-more = { $count ->
    [one] ein weiterer
   *[other] { $count } weitere
}
side-left = links
side-right = rechts
both-sides = beide Seiten

# Sätze der Zusammenfassung; `.head` steht fett davor.
summary-strides = Gleichmäßige Schrittzyklen in dieser Aufnahme: { $left } links und { $right } rechts.
summary-affected = { $side ->
    [left] Als betroffen ist das linke Bein angegeben.
    [right] Als betroffen ist das rechte Bein angegeben.
   *[other] Als betroffen ist angegeben: { $side }.
}
summary-no-strides = Es wurden keine gleichmäßigen Schrittzyklen gefunden; deshalb gibt es keine Ergebnisse zum Gehen.
summary-speed-and-cadence = Die Gehgeschwindigkeit betrug { $speed } m/s bei { $cadence } Schritten pro Minute.
summary-cadence = Die Kadenz betrug { $cadence } Schritte pro Minute.
summary-none-shown = Es zeigt sich kein Seitenunterschied, der über Messfehler und gesunde Schwankung hinausgeht.
summary-none-judged = Diese Aufnahme erlaubt kein Urteil über Seitenunterschiede.
summary-too-few = Es gibt zu wenige gleichmäßige Schrittzyklen, um die beiden Seiten zu vergleichen.
summary-no-comparison = Mit diesen Sensoren lassen sich die beiden Seiten nicht vergleichen.
summary-shown = { $list }.
    .head = { "Unterschiedlich zwischen den Seiten:" }
summary-alike = { $list }. Das ganze Intervall liegt in dem, was Messfehler und Schwankung bei Gesunden erklären.
    .head = Auf beiden Seiten gleich:
summary-small = { $list }. In dieser Aufnahme gibt es einen Unterschied; er ist aber nicht sicher größer als der Messfehler oder die Schwankung bei Gesunden.
    .head = Kleiner Unterschied:
summary-not-shown = { $list }. Das Intervall ist zu breit, um mehr zu sagen: Das beweist nicht, dass die Seiten gleich sind.
    .head = Kein Unterschied gezeigt:
summary-cannot-be-judged = { $list } ({ $reasons }).
    .head = Nicht beurteilbar:
difference-inline = { $measure } ({ $direction })
direction = { $amount } { $kind ->
    [time] länger
    [length] länger
    [speed] schneller
   *[size] größer
} { $side ->
    [left] links
    [right] rechts
   *[other] { $side }
}

# Urteile.
verdict-shown = Unterschied gezeigt
    .short = Unterschied
verdict-alike = gleich
    .short = gleich
verdict-small = kleiner Unterschied
    .short = klein
verdict-not_shown = kein Unterschied gezeigt
    .short = nicht gezeigt
verdict-cannot_be_judged = nicht beurteilbar
    .short = kein Urteil
verdict-described = beschrieben, ohne Urteil
    .short = beschrieben

# Tabellen.
caption-key-numbers = Median der gleichmäßigen Schrittzyklen mit 95‑%‑Konfidenzintervall
caption-all-measures = Median der gleichmäßigen Schrittzyklen mit 95‑%‑Konfidenzintervall
caption-sides = Rechts minus links, mit 95‑%‑Konfidenzintervall und den Grenzen, an denen der Unterschied gemessen wird
caption-sensors = Sensoren
column-measure = Messgröße
column-left = Links
column-right = Rechts
column-reference = Gesunde Erwachsene
column-strides = Zyklen
column-grade = Güte
column-difference = Rechts minus links
column-error-limit = Messfehler
column-healthy-limit = Grenze bei Gesunden
column-verdict = Urteil
column-sensor = Sensor
column-rate = Abtastrate
column-lost = Verloren
column-gap = Längste Lücke
column-clipped = Über Bereich
column-alignment = Ausrichtung zum Körper
key-numbers-note = Schrittzyklen: links / rechts. Gesunde Erwachsene: 5. bis 95. Perzentil bei angenehmem Tempo, wo es Referenzwerte gibt. Güte A: so gut, wie diese Sensoren messen; B: mit Vorsicht verwendbar; C: nur zur Orientierung.
all-measures-intro = Alles, was diese Sensoren hergeben. Dieselben Werte mit allen Stellen stehen in summary.json, Schritt für Schritt in strides.csv.

sides-how-to-read = Jede Zeile ist eine Messgröße. Die Marke ist der Unterschied rechts minus links, der Balken sein 95‑%‑Konfidenzintervall: Marken rechts der Mitte bedeuten mehr auf der rechten Seite. Die schattierte Fläche ist das, was 95 % der gesunden Erwachsenen zeigen, die Klammern sind der Messfehler. Ein Unterschied zählt nur, wo er beide verlässt.
sides-how-to-read-affected = Jede Zeile ist eine Messgröße. Die Marke ist der Unterschied rechts minus links, der Balken sein 95‑%‑Konfidenzintervall: Marken rechts der Mitte bedeuten mehr auf der rechten Seite. { $side ->
    [left] Als betroffen ist das linke Bein angegeben.
    [right] Als betroffen ist das rechte Bein angegeben.
   *[other] Als betroffen ist angegeben: { $side }.
} Die schattierte Fläche ist das, was 95 % der gesunden Erwachsenen zeigen, die Klammern sind der Messfehler. Ein Unterschied zählt nur, wo er beide verlässt.
sides-none = Die Seiten lassen sich nicht vergleichen: Dazu braucht es dieselben Sensoren an beiden Beinen und Schrittzyklen von beiden.
sides-note = „Kein Unterschied gezeigt“ heißt, dass diese Aufnahme keinen zeigt. Es beweist nicht, dass die Seiten gleich sind; „gleich“ schon: Das ganze Intervall liegt in den Grenzen. Acht Messgrößen tragen Urteile, die anderen werden beschrieben.

curves-how-to-read = Der Mittelwert der gleichmäßigen Schrittzyklen jedes Beins über dessen eigenen Zyklus: 0 % ist der Bodenkontakt des Fußes, 100 % der nächste Kontakt desselben Fußes. Dünne Linien sind einzelne Zyklen. Der senkrechte Strich zeigt, wo der Fuß den Boden verlässt.
curves-level = Die graue Fläche sind die mittleren 90 % der gesunden Erwachsenen bei angenehmem Tempo (Mittelwert gepunktet). Ihre Höhe kann von diesen Kurven abweichen, weil der Nullpunkt hier die Standhaltung oder eine Annahme ist: Vergleichen Sie Form und Umfang, nicht die Höhe.
band-child = Es ist kein Band gesunder Personen eingezeichnet: Die Referenz enthält nur Erwachsene.
band-speed = Es ist kein Band gesunder Personen eingezeichnet: Die Gehgeschwindigkeit liegt außerhalb der Referenz (0,9 bis 1,6 m/s).

strides-found = { $left_out ->
    [0] { $count } Schrittzyklen wurden gefunden, und alle zählen.
   *[other] { $count } Schrittzyklen wurden gefunden; { $left_out } davon zählen nicht.
}
marks = { $count ->
    [one] Während der Aufnahme wurde ein Zeitpunkt markiert, bei { $times } s.
   *[other] Während der Aufnahme wurden { $count } Zeitpunkte markiert, bei { $times } s.
}
strides-left-out = Gründe: { $reasons }.
remarks-more = { $count } weitere Arten von Anmerkungen stehen in summary.json.
remark-time = { $from } bis { $to } s
remark-repeated = (und { $count } weitere Male)
severity-problem = Problem:
severity-warning = Hinweis:

fact-files = Dateien
fact-hash = SHA-256 der Eingabe
fact-version = Programm
fact-seed = Startwert des Bootstrap-Verfahrens

# Abbildungen.
initial-left = L
initial-right = R
figure-left = links
figure-right = rechts
figure-percent = % des Gangzyklus
figure-contact-off = Fuß ab
figure-healthy = gesunde Erwachsene
figure-curves-title = { $names } im Gangzyklus, links und rechts
figure-curves-caption = { $names }. Links: durchgezogen blau mit Punkten; rechts: gestrichelt orange mit Dreiecken.
figure-curves-doubted = Grau und mit niemandem verglichen: { $name }, { $side } ({ $reason }).
figure-curve-side = { $name }, { $side }: von { $low }° bis { $high }°, { $n } Schrittzyklen.
figure-curve-band = Der Mittelwert gesunder Erwachsener reicht von { $low }° bis { $high }°.
figure-differences-title = Seitenunterschiede { $unit }
figure-differences-caption = Seitenunterschiede { $unit }, rechts minus links, mit 95‑%‑Konfidenzintervallen.
figure-difference-row = { $measure }: { $value }, Intervall { $interval }, { $verdict }.
figure-more-left = ◂ links mehr
figure-more-right = rechts mehr ▸
figure-key-healthy = 95 % der Gesunden
figure-key-error = Messfehler
in-percent = in Prozent
in-points = in Prozentpunkten
in-degrees = in Grad
figure-timeline-title = Die Aufnahme von Anfang bis Ende
figure-timeline-caption = Die Aufnahme von Anfang bis Ende: Gehen, Drehungen, die Schrittzyklen jedes Beins (volle Höhe: zählt; halbe Höhe: ausgelassen).
figure-timeline-caption-gaps = Die Aufnahme von Anfang bis Ende: Gehen, Drehungen, die Schrittzyklen jedes Beins (volle Höhe: zählt; halbe Höhe: ausgelassen) und wo ein Winkel fehlt.
figure-timeline-description = { $bouts ->
    [one] Eine Gehstrecke,
   *[other] { $bouts } Gehstrecken,
} insgesamt { $walking }, { $turns ->
    [0] keine Drehungen,
    [one] eine Drehung,
   *[other] { $turns } Drehungen,
} { $included } von { $strides } Schrittzyklen zählen, { $gaps ->
    [0] kein Winkel fehlt.
    [one] an einer Stelle fehlen Winkel.
   *[other] an { $gaps } Stellen fehlen Winkel.
}
timeline-walking = Gehen
timeline-turns = Drehungen
timeline-left = Zyklen links
timeline-right = Zyklen rechts
timeline-gaps = Winkel fehlt
figure-time = Zeit in der Aufnahme, { $unit }
figure-minutes = Minuten
figure-seconds = Sekunden
figure-course-title = { $measure } im Verlauf der Aufnahme
figure-course-caption = { $measure } im Verlauf der Aufnahme (nur gleichmäßige Schrittzyklen). Links: blaue Punkte; rechts: orange Dreiecke.
figure-course-marked = Gestrichelte senkrechte Linien zeigen die Veränderungen.
figure-course-grouped = Jede Marke ist der Median von bis zu { $count } Schrittzyklen.
figure-course-side = { $side }: von { $low } bis { $high }, Median { $median }.
figure-course-change = Veränderung bei { $time }: von { $before } auf { $after }.
figure-glance-title = Links gegen rechts auf einen Blick
figure-glance-caption = Körper von hinten gesehen: links ist links. Scheiben: gezeigte Befunde; gestrichelte Ringe: mögliche. Balken: rechts minus links, von der Mitte aus, mit 95‑%‑Intervallen; die Achse jeder Messgröße endet beim Dreifachen ihrer Grenze.
figure-glance-caption-values = Körper von hinten gesehen: links ist links. Scheiben: gezeigte Befunde; gestrichelte Ringe: mögliche. Marken: Werte mit 95‑%‑Intervallen über dem Bereich gesunder Erwachsener.
figure-glance-sensors = { $count ->
    [one] Ein Sensor wurde getragen.
   *[other] { $count } Sensoren wurden getragen.
}
figure-glance-finding = { $pattern }, { $side ->
    [left] linkes
   *[right] rechtes
} Bein: { $verdict }.
figure-glance-row = { $measure }: links { $left }, rechts { $right }, rechts minus links { $value } (Intervall { $interval }), { $verdict }.
figure-glance-empty = Keine Werte zum Vergleichen.
figure-body-key = von hinten gesehen · schwarz: Sensor
figure-person-title = Ihr Körper, von hinten gesehen
figure-person-caption = Ihr Körper, von hinten gesehen. Voller Kreis: gesehen. Gestrichelter Kreis: vielleicht.
figure-body-possible = Möglich: { $pattern }
figure-criteria-title = Kriterien zu: { $pattern }
figure-criteria-caption = Balken: gemessen, mit 95‑%‑Intervallen. Gestrichelt: die Grenze. Fett: erfüllt.

# Seite eins.
heading-essentials = Das Wesentliche
heading-meaning = Was es für Knie und Rücken bedeuten kann
front-flags-open = nicht erfragt: { $signs }.
front-flags-none = erfragt und verneint.
finding-name = { $side ->
    [left] { $pattern }, linkes Bein
    [right] { $pattern }, rechtes Bein
   *[none] { $pattern }
}
front-criterion = { $criterion }: { $value } (Grenze { $limit })
front-meaning-none = Nichts an diesem Gang weist darauf hin, wie der Rücken auf das Knie wirken könnte. Viele Menschen mit Rückenbeschwerden gehen einige Minuten lang unauffällig, und die meisten Zeichen werden erfragt, nicht gemessen.
front-meaning-unjudged = Diese Aufnahme erlaubt keine Aussage über das Gangbild und deshalb auch keine darüber, was es bedeuten kann.
front-meaning-caution = Der Gang nennt die Ursache nicht.
front-article = Der Artikel: „{ $title }“.
front-curves = Verlauf der Kurve außerhalb dessen, was Gesunde zeigen: { $curves }.
front-both-legs = Dieselben Sensoren an beiden Beinen tragen lassen, damit sich die Seiten vergleichen lassen.
front-evaluate = Anamnese und körperliche Untersuchung unterscheiden ein Knieproblem von Schmerzen, die von der Wirbelsäule ausgehen.

# Der Kopf, Seite eins und die sechs Seiten.
subtitle-age = { $years } Jahre
sex-female = weiblich
sex-male = männlich
sex-f = weiblich
sex-m = männlich
sex-diverse = divers
pain-told = Schmerz { $pain }
protocol-walk = Gehen
protocol-walk-10-m = 10-m-Gehtest
protocol-walk-2-min = 2-Minuten-Gehtest
protocol-walk-6-min = 6-Minuten-Gehtest
protocol-walk-sit-walk = Gehen, Sitzen, Gehen
protocol-timed-up-and-go = Timed-up-and-go-Test
protocol-five-times-sit-to-stand = Fünfmal aufstehen und hinsetzen
heading-appendix = Anhang: alle Werte, Kriterien, Studien und Methoden
heading-explanation-details = Hinter den Befunden
heading-article-advice = Was der Artikel rät
heading-answers = Was die Person gesagt hat
heading-all-sides = Alle Unterschiede zwischen den Seiten
heading-all-changes = Alle Veränderungen im Verlauf der Sitzung
heading-glossary = Begriffe
sides-group-verdicts = Messgrößen, die Urteile tragen
sides-group-loading = Stöße und Dämpfung
figure-sides-title = Links gegen rechts, mit der Belastung
figure-sides-caption = Links und rechts als Median der gleichmäßigen Schrittzyklen; der Unterschied ist rechts gegen links mit 95‑%‑Intervall. Grau: 95 % der gesunden Erwachsenen. Die Achse jeder Messgröße endet beim Dreifachen ihrer Grenze.
glossary-stance = Standphase
    .meaning = Die Zeit vom Bodenkontakt eines Fußes, bis er den Boden verlässt.
glossary-swing = Schwungphase
    .meaning = Die Zeit, in der der Fuß in der Luft ist.
glossary-single-support = Einbeinstand
    .term = Einbeinstand
    .meaning = Die Zeit, in der ein Bein allein den Körper trägt.
glossary-double-support = Zweibeinstand
    .term = Zweibeinstand
    .meaning = Die Zeit, in der beide Füße am Boden sind.
glossary-loading-response = Gewichtsübernahme
    .meaning = Der Beginn der Standphase, in der das Bein das Gewicht übernimmt.
glossary-cadence = Kadenz
    .term = Kadenz
    .meaning = Schritte pro Minute.
glossary-stride = Schrittzyklus
    .meaning = Zwei Schritte: von einem Bodenkontakt eines Fußes zum nächsten desselben Fußes.
glossary-antalgic = Schonhinken (antalgisches Gangbild)
    .term = antalgisch
    .meaning = Gehen, das ein Bein schont: Es trägt den Körper kürzer.
glossary-trendelenburg = Trendelenburg-Zeichen
    .term = Trendelenburg
    .meaning = Das Becken sinkt auf der Seite des schwingenden Beins ab.
glossary-duchenne = Duchenne-Hinken
    .term = Duchenne
    .meaning = Der Rumpf neigt sich über das Standbein.
glossary-circumduction = Zirkumduktion
    .term = Zirkumduktion
    .meaning = Das Bein schwingt in einem Bogen nach außen vor.
glossary-stance-time = Standzeit
    .term = Standzeit
    .meaning = Die Zeit, in der ein Fuß am Boden ist.
glossary-step-time = Schrittzeit
    .term = Schrittzeit
    .meaning = Die Zeit vom Bodenkontakt des anderen Fußes bis zu dem dieses Fußes.
glossary-hip-hiking = Anheben des Beckens
    .term = Anheben des Beckens
    .meaning = Das Becken wird auf der Seite des schwingenden Beins angehoben.
glossary-stiff-knee = Steifes Knie
    .term = steifes Knie
    .meaning = Das Knie beugt sich im Schwung weniger als üblich.
glossary-steppage = Steppergang
    .term = Steppergang
    .meaning = Das Bein wird im Schwung hoch gehoben, wie über eine Stufe.
glossary-knee-jerk = Patellarsehnenreflex
    .term = Patellarsehnenreflex
    .meaning = Der Reflex der Sehne unter der Kniescheibe; er prüft die Wurzeln L3 und L4.
glossary-femoral-nerve-stretch = Femoralis-Dehnungstest
    .term = Femoralis-Dehnungstest
    .meaning = In Bauchlage wird das Knie gebeugt: Schmerz vorn am Oberschenkel kann vom N. femoralis kommen.
glossary-straight-leg-raise = Lasègue-Zeichen
    .term = Lasègue
    .meaning = In Rückenlage wird das gestreckte Bein gehoben: Schmerz bis ins Bein kann vom N. ischiadicus kommen.
glossary-thomas-test = Thomas-Handgriff
    .term = Thomas-Handgriff
    .meaning = In Rückenlage wird ein Knie zur Brust gezogen: Hebt sich der andere Oberschenkel, sind die Hüftbeuger verkürzt.
glossary-interval = 95‑%‑Intervall
    .meaning = Der Bereich, in dem der Wert mit 95 % Sicherheit liegt.
glossary-grade = Güte A, B, C
    .meaning = Wie weit ein Wert mit diesen Sensoren in dieser Aufnahme zu trauen ist.
glossary-limit = Grenze
    .meaning = Was Messfehler und gesunde Menschen erklären; erst jenseits davon ist etwas gezeigt.

# Die Befunde im Einzelnen.
column-criterion = Kriterium
column-measured = Gemessen
column-interval = 95‑%‑Intervall
column-limit = Grenze
column-criterion-state = Stand
criterion-state-met = erfüllt
criterion-state-not-met = nicht erfüllt
criterion-state-not-measured = nicht gemessen
caption-criteria = Kriterien. Sensoren: { $sensors }. Güte { $grade }.
condition-told = { $name } (wie oben).
not-shown-note = „Nicht gezeigt“ heißt, dass diese Aufnahme es nicht zeigt. Es beweist nicht, dass es nicht vorhanden ist.

# Veränderungen im Verlauf der Sitzung.
heading-changes = Veränderungen im Verlauf der Sitzung
changes-not-judged = Es gibt zu wenige gleichmäßige Schrittzyklen, um im Verlauf der Sitzung nach Veränderungen zu suchen.
changes-how-to-read = { $series } Verläufe (je Seite, des ganzen Körpers und des Seitenunterschieds) wurden auf plötzliche Veränderungen und stetige Trends untersucht. Eine Veränderung gilt nur als gezeigt, wenn sie über alle Verläufe zusammen mehr als Zufall und größer als der Messfehler ist. Der Beginn ist auf wenige Schrittzyklen genau bekannt.
changes-none = Es zeigt sich keine plötzliche Veränderung und kein stetiger Trend.
changed-measure = { $side ->
    [left] { $measure }, links
    [right] { $measure }, rechts
    [difference] { $measure }, rechts gegen links
   *[none] { $measure }
}
caption-shifts = Plötzliche Veränderungen, die gewichtigsten zuerst
caption-drifts = Stetige Trends über die längste Gehstrecke
column-onset = Ab
column-before-after = Vorher → nachher
column-change-interval = Veränderung, 95‑%‑Intervall
column-total-change = Veränderung insgesamt

# Stöße und Rhythmus.
heading-loading = Stöße, Dämpfung und Rhythmus
loading-intro = Beschleunigungen beim Bodenkontakt, wie viel davon auf dem Weg nach oben gedämpft wird und wie regelmäßig die Schritte sind. Das sind Bewegungen der Sensoren, keine Kräfte: Sie sagen nichts über das Gewicht auf einem Bein oder die Last in einem Gelenk.
loading-note = Eine Übertragung unter null heißt, dass die Schwingung unterwegs gedämpft wird, über null, dass sie verstärkt wird. Die Regelmäßigkeit ist 1, wenn jeder Schritt (oder Schrittzyklus) wie der vorige ist. Variabilität: Standardabweichung als Anteil am Mittelwert, innerhalb der Gehstrecken; in Klammern dasselbe aus der mittleren absoluten Abweichung vom Median (MAD).
caption-transfer = Übertragung von Schwingungen von einem Sensor zum nächsten
caption-regularity = Regelmäßigkeit der Beckenbeschleunigung (Autokorrelation)
caption-variability = Variabilität von Schrittzyklus zu Schrittzyklus
caption-smoothness = Gleichmäßigkeit (harmonische Quotienten)
column-way = Weg
column-leg = Bein
column-movement = Bewegung, 3 bis 8 Hz
column-impact = Stoß, 9 bis 20 Hz
column-direction = Richtung
column-step-regularity = Schritt zu Schritt
column-stride-regularity = Zyklus zu Zyklus
column-walks = Gerade Gehstrecken
transfer-way = { $from } zu { $to }
direction-vertical = Auf und ab
direction-forward = Vor und zurück
direction-sideways = Zur Seite

# Stehen, Pause, Profil.
heading-posture = Haltung
posture-none = Es gibt kein ruhiges Stehen von zehn Sekunden oder mehr; das Stehen wird deshalb nicht beschrieben.
posture-intro = Ruhiges Stehen. Der Nullpunkt jedes Winkels ist das erste ruhige Stehen selbst; eine absolute Haltung wird deshalb nur angegeben, wenn die Person an einer Wand gestanden hat.
posture-note = Schwanken: quadratischer Mittelwert der waagerechten Beschleunigung des Beckens. Zwei Standphasen können eine Veränderung nur andeuten: Das Urteil geht nie über „möglich“ hinaus.
posture-wall = Freies Stehen gegenüber dem Stehen an der Wand (Beugung positiv):
caption-stands = Standphasen von zehn Sekunden oder mehr
caption-posture-changes = Von der ersten Standphase zur letzten
standing-trunk_tilt = Rumpfneigung nach vorn
column-stand = Wann
column-sway-forward = Schwanken, vor und zurück
column-sway-sideways = Schwanken, zur Seite
column-weight-shifts = Gewichtsverlagerungen
column-leaning = Größte langsame Neigung
column-angle = Winkel
column-first-stand = Erste Standphase
column-last-stand = Letzte Standphase
column-change = Veränderung
heading-rest = Wieder gehen nach einer Pause
rest-walks = { $walks } Gehstrecken mit { $rests ->
    [one] einer Pause
   *[other] { $rests } Pausen
} dazwischen.
rest-not-asked = Die Gehstrecke vor der Pause war zu kurz (weniger als zwei Minuten), um zu fragen, ob die Pause eine Veränderung rückgängig gemacht hat.
caption-rest = Erste und letzte Minute vor der Pause und erste Minute danach. „Gezeigt“: Das Gehen hat den Wert verändert, und die Pause hat die Hälfte der Veränderung oder mehr rückgängig gemacht.
column-first-minute = Erste Minute
column-last-minute = Letzte Minute
column-after-rest = Nach der Pause
heading-profile = Verglichen mit Gesunden bei diesem Tempo
caption-expected = Gemessene Werte gegenüber dem, was Gesunde bei dieser Gehgeschwindigkeit zeigen (± Standardabweichung)
caption-shapes = Form der Kurven: quadratisch gemittelter Abstand vom Mittelwert Gesunder, ohne Unterschiede der Höhe
column-expected = Erwartet
column-z = Abweichung (SD)
column-curve = Kurve
column-score = Abstand
column-healthy-median = Median Gesunder
column-healthy-p95 = 95. Perzentil Gesunder
shape-above = außerhalb des Bereichs Gesunder
shape-within = im Bereich Gesunder

# Die Notiz der Therapeutin oder des Therapeuten.
note-title = Notiz der Therapeutin oder des Therapeuten
note-date = { $day }.{ $month }.{ $year }
note-follows = Die therapeutische Notiz steht auf der nächsten Seite.

# Hauptaussagen: was man zuerst wissen muss.
headline-doubt = Zweifelhaft: { $reason }. Was darauf beruht, wird nicht beurteilt.
headline-test-result = { $test }: { $total }.
headline-test-distance = { $test }: { $distance } gegangen.
headline-test-without-distance = { $test }: keine Strecke; die Aufnahme ist kürzer als der Test, oder die Gehgeschwindigkeit ist darin nicht sicher.
headline-test-without-result = { $test }: kein Ergebnis; der Grund steht beim Test.
headline-recovered = { $compared ->
    [difference] Der Unterschied zwischen den Beinen hat sich beim Gehen verändert und war nach der Pause wieder zurück: { $measure }, rechts gegen links, zuerst { $first }, am Ende { $last }, nach der Pause { $after }.
   *[level] Beim Gehen verändert, nach der Pause wieder zurück: { $measure }{ $side ->
        [left] {" links"}
        [right] {" rechts"}
       *[none] {""}
    } zuerst { $first }, am Ende { $last }, nach der Pause { $after }.
}
headline-legs-changed-at-once = { $course ->
    [less] Ab { $onset } unterscheiden sich die Beine weniger
    [more] Ab { $onset } unterscheiden sich die Beine stärker
   *[begins] Ab { $onset } unterscheiden sich die Beine
}: { $measure } { $more ->
    [left] links
   *[right] rechts
} { $after } { $kind ->
    [time] länger
    [length] länger
    [speed] schneller
   *[size] größer
} als { $less ->
    [left] links
   *[right] rechts
} (vorher: { $before }).
headline-legs-changed-steadily = { $course ->
    [less] Die Beine unterscheiden sich unterwegs immer weniger
   *[more] Die Beine unterscheiden sich unterwegs immer mehr
}: { $measure } am Ende { $more ->
    [left] links
   *[right] rechts
} { $after } { $kind ->
    [time] länger
    [length] länger
    [speed] schneller
   *[size] größer
} als { $less ->
    [left] links
   *[right] rechts
} (zuerst: { $before }).
headline-changed-at-once = Ab { $onset }: { $measure }{ $side ->
    [left] {" links"}
    [right] {" rechts"}
   *[none] {""}
}, vorher { $before }, nachher { $after }.
headline-changed-steadily = { $measure }{ $side ->
    [left] {" links"}
    [right] {" rechts"}
   *[none] {""}
} { $direction ->
    [down] nimmt unterwegs stetig ab
   *[up] nimmt unterwegs stetig zu
}, um { $change }.
headline-pattern = { $side ->
    [left] { $pattern }, linkes Bein: { $verdict ->
        [shown] gezeigt.
       *[possible] möglich, nicht sicher.
    }
    [right] { $pattern }, rechtes Bein: { $verdict ->
        [shown] gezeigt.
       *[possible] möglich, nicht sicher.
    }
   *[none] { $pattern }: { $verdict ->
        [shown] gezeigt.
       *[possible] möglich, nicht sicher.
    }
}
headline-loading = { $verdict ->
    [shown] { $side ->
        [left] Das linke Bein wird vorsichtiger benutzt als das andere: gezeigt.
       *[right] Das rechte Bein wird vorsichtiger benutzt als das andere: gezeigt.
    }
   *[possible] { $side ->
        [left] Das linke Bein wird vielleicht vorsichtiger benutzt als das andere: möglich, nicht sicher.
       *[right] Das rechte Bein wird vielleicht vorsichtiger benutzt als das andere: möglich, nicht sicher.
    }
}
headline-side-difference = { $measure }: Unterschied zwischen den Beinen gezeigt, links { $left }, rechts { $right }.
headline-alike = Die Beine gleichen sich in { $measures } von { $judged } verglichenen Werten, und kein Muster ist gezeigt.
headline-nothing-shown = Weder eine Auffälligkeit noch ein Unterschied zwischen den Beinen ist gezeigt; um die Beine gleich zu nennen, ist diese Aufnahme nicht sicher genug.
headline-nothing = Über dieses Gehen lässt sich nichts sagen.
headline-nothing-because = Kein Urteil über dieses Gehen: { $reason }

sides-marks = Marken rechts der Mitte bedeuten mehr auf der rechten Seite. Ein Unterschied zählt nur, wo sein ganzes Intervall den grauen Bereich und den Messfehler verlässt.
sides-pooled = Das Gehen hat sich bei { $onset } verändert: Diese Tabelle enthält beide Teile zusammen. Vorher und nachher stehen bei den Veränderungen im Verlauf der Sitzung.
figure-last-visit = letzter Termin
figure-last-visit-row = Letzter Termin, { $measure }: { $value }.
figure-glance-caption-parts = Körper von hinten gesehen: links ist links. Balken: die Teile des Tests entlang der Zeit, die er gedauert hat.
headline-detail-reference = Augenscheinlich gesunde Menschen von { $low } bis { $high } Jahren: im Mittel bis zu { $limit } s ({ $source }).
figure-before = vorher
figure-after = nachher
figure-glance-caption-course = Körper von hinten gesehen: links ist links. Scheiben: gezeigte Befunde; gestrichelte Ringe: mögliche. Jede Messgröße hat eine eigene Achse.

# Zwei Termine nebeneinander.
compare-title = Zwei Termine nebeneinander
compare-subtitle = { $earlier } → { $later }
compare-unlike = Nicht gleich an beiden Terminen
compare-heading-headlines = Was damals und was jetzt gesagt wurde
compare-caption-headlines = Die Hauptaussagen beider Termine
compare-column-visit = Termin
compare-column-said = Hauptaussagen
compare-column-earlier = damals
compare-column-later = jetzt
compare-column-limit = Kleinste erkennbare Veränderung
compare-then = damals: { $name }
compare-now = jetzt: { $name }
compare-heading-changed = Was sich über den Fehler zweimaligen Messens hinaus verändert hat
compare-none-changed = Nichts hat sich über den Fehler zweimaligen Messens hinaus verändert. Das beweist nicht, dass sich nichts verändert hat.
compare-speed-note = Unterschiede zwischen den Beinen hängen kaum vom Tempo ab und werden bei jedem Tempo verglichen, die der Stöße ausgenommen. Werte selbst werden verglichen, wo sich die Tempi um höchstens 0,1 m/s unterscheiden.
compare-heading-all = Alles, was sich vergleichen lässt
compare-caption-all = Damals und jetzt, mit der kleinsten Veränderung, die zweimaliges Messen erkennt (95 %)
compare-heading-not-comparable = Was sich nicht vergleichen lässt
compare-changed = verändert
compare-not-shown = keine Veränderung gezeigt
compare-not-comparable = nicht vergleichbar
compare-counts = { $changed } über den Messfehler hinaus verändert, { $still } ohne zeigbare Veränderung, { $unlike } nicht vergleichbar
compare-walkway-treadmill = Laufband
compare-walkway-overground = auf dem Boden
compare-contacts-shank = mit den Sensoren am Unterschenkel
compare-contacts-thigh = mit den Sensoren am Oberschenkel
compare-contacts-pelvis = mit dem Sensor am Becken
compare-key-band = innerhalb des Fehlers zweimaligen Messens
compare-figure-title = Veränderungen zwischen zwei Terminen
compare-figure-caption = Die Marke ist die Veränderung von damals zu jetzt mit 95‑%‑Intervall. Grau: worin sich zwei Messungen desselben Gehens unterscheiden können.
compare-figure-row = { $measure }: damals { $earlier }, jetzt { $later } (kleinste erkennbare Veränderung { $limit }).
