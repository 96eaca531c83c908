# Die eigenen Worte des Berichts.

title = Gangbericht: { $name }
unnamed = Aufnahme ohne Namen
subtitle-recording = Aufnahme { $name }
subtitle-duration = { $duration } aufgenommen
subtitle-sensors = { $sites }
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
summary-small = { $list }. Der Unterschied ist in dieser Aufnahme vorhanden, aber nicht größer als der Messfehler oder die Schwankung bei Gesunden.
    .head = Kleiner Unterschied:
summary-not-shown = { $list }. Das beweist nicht, dass die Seiten gleich sind.
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
verdict-small = kleiner Unterschied
    .short = klein
verdict-not_shown = kein Unterschied gezeigt
    .short = nicht gezeigt
verdict-cannot_be_judged = nicht beurteilbar
    .short = kein Urteil

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
sides-note = „Kein Unterschied gezeigt“ heißt, dass diese Aufnahme keinen zeigt. Es beweist nicht, dass die Seiten gleich sind.

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
figure-loading-title = Stöße, links gegen rechts
figure-loading-caption = Stöße und Dämpfung: rechts minus links, von der Mitte aus, mit 95‑%‑Intervallen; die Achse jeder Messgröße endet beim Dreifachen ihrer Grenze.
figure-criteria-title = Kriterien zu: { $pattern }
figure-criteria-caption = Balken: gemessen, mit 95‑%‑Intervallen. Gestrichelt: die Grenze. Fett: erfüllt.

# Seite eins.
heading-essentials = Das Wesentliche
heading-findings = Befunde, nach Gewicht geordnet
heading-sides-glance = Links gegen rechts
heading-meaning = Was es für Knie und Rücken bedeuten kann
front-flags-open = noch nicht erfragt: { $signs }. Vor allem anderen erfragen.
front-flags-none = erfragt und verneint.
essential-patterns = Gangbild:
essential-patterns-shown = gezeigt: { $list }.
essential-patterns-possible = nichts ist sicher gezeigt; möglich: { $list }.
essential-sides = Seiten:
essential-changes = Unterwegs:
essential-changes-shown = das Gehen veränderte sich bei { $times }.
essential-drifts-shown = { $count ->
    [one] Eine Messgröße verändert sich stetig mit der Gehzeit.
   *[other] { $count } Messgrößen verändern sich stetig mit der Gehzeit.
}
essential-changes-none = im Verlauf der Sitzung zeigt sich keine Veränderung.
essential-changes-not-judged = zu wenige Schrittzyklen, um im Verlauf der Sitzung nach Veränderungen zu suchen.
essential-moved = { $count ->
    [one] Ein Sensor ist am Körper verrutscht; was darauf beruht, wird zurückgehalten.
   *[other] { $count } Sensoren sind am Körper verrutscht; was darauf beruht, wird zurückgehalten.
}
caption-findings = Auffälligkeiten des Gangbilds, die gezeigt oder möglich sind. Sie beschreiben Bewegung und nennen keine Ursache.
column-finding = Befund
column-rests-on = Beruht vor allem auf
finding-name = { $side ->
    [left] { $pattern }, linkes Bein
    [right] { $pattern }, rechtes Bein
   *[none] { $pattern }
}
front-criterion = { $criterion }: { $value } (Grenze { $limit })
front-no-findings = Keine der gesuchten Auffälligkeiten des Gangbilds ist in dieser Aufnahme gezeigt oder möglich. Das heißt nicht, dass alles in Ordnung ist.
front-more-findings = { $count ->
    [one] Ein weiterer Befund steht weiter hinten.
   *[other] { $count } weitere Befunde stehen weiter hinten.
}
front-other-patterns = Von den übrigen Gangmustern { $not_shown ->
    [one] ist eines
   *[other] sind { $not_shown }
} nicht gezeigt und { $unjudged ->
    [one] eines
   *[other] { $unjudged }
} mit dieser Aufnahme nicht beurteilbar.
front-meaning-none = Nichts an diesem Gang weist darauf hin, wie der Rücken auf das Knie wirken könnte. Viele Menschen mit Rückenbeschwerden gehen einige Minuten lang unauffällig, und die meisten Zeichen werden erfragt, nicht gemessen.
front-meaning-unjudged = Diese Aufnahme erlaubt keine Aussage über das Gangbild und deshalb auch keine darüber, was es bedeuten kann.
front-nothing-judged = Diese Aufnahme erlaubt zu keinem Gangmuster ein Urteil. Die Gründe stehen weiter hinten.
front-meaning-caution = Der Gang nennt die Ursache nicht.
front-article = Der Artikel: „{ $title }“, ein Text für die Öffentlichkeit. Seine Gedanken sind nicht das, was gemessen wurde.
front-both-legs = Dieselben Sensoren an beiden Beinen tragen lassen, damit sich die Seiten vergleichen lassen.
front-check-by-hand = Von Hand prüfen:
front-evaluate = Anamnese und körperliche Untersuchung unterscheiden ein Knieproblem von Schmerzen, die von der Wirbelsäule ausgehen.

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
measured-more = { $count ->
    [one] Eine weitere steht
   *[other] { $count } weitere stehen
} bei den Veränderungen im Verlauf der Sitzung.
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
