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
verdict-small = kleiner Unterschied
verdict-not_shown = kein Unterschied gezeigt
verdict-cannot_be_judged = nicht beurteilbar

# Tabellen.
caption-key-numbers = Median der gleichmäßigen Schrittzyklen mit 95-%-Konfidenzintervall
caption-all-measures = Median der gleichmäßigen Schrittzyklen mit 95-%-Konfidenzintervall
caption-sides = Rechts minus links, mit 95-%-Konfidenzintervall und den Grenzen, an denen der Unterschied gemessen wird
caption-sensors = Sensoren
column-measure = Messgröße
column-left = Links
column-right = Rechts
column-reference = Gesunde Erwachsene
column-strides = Schrittzyklen
column-grade = Güte
column-difference = Rechts minus links
column-error-limit = Messfehler
column-healthy-limit = Grenze bei Gesunden
column-verdict = Urteil
column-sensor = Sensor
column-rate = Abtastrate
column-lost = Verloren
column-gap = Längste Lücke
column-clipped = Über Messbereich
column-alignment = Ausrichtung zum Körper
key-numbers-note = Schrittzyklen: links / rechts. Gesunde Erwachsene: 5. bis 95. Perzentil bei angenehmem Tempo, wo es Referenzwerte gibt. Güte A: so gut, wie diese Sensoren messen; B: mit Vorsicht verwendbar; C: nur zur Orientierung.
all-measures-intro = Alles, was diese Sensoren hergeben. Dieselben Werte mit allen Stellen stehen in summary.json, Schritt für Schritt in strides.csv.

sides-how-to-read = Jede Zeile ist eine Messgröße. Die Marke ist der Unterschied rechts minus links, der Balken sein 95-%-Konfidenzintervall: Marken rechts der Mitte bedeuten mehr auf der rechten Seite. Die schattierte Fläche ist das, was 95 % der gesunden Erwachsenen zeigen, die Klammern sind der Messfehler. Ein Unterschied zählt nur, wo er beide verlässt.
sides-how-to-read-affected = Jede Zeile ist eine Messgröße. Die Marke ist der Unterschied rechts minus links, der Balken sein 95-%-Konfidenzintervall: Marken rechts der Mitte bedeuten mehr auf der rechten Seite. { $side ->
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
figure-differences-caption = Seitenunterschiede { $unit }, rechts minus links, mit 95-%-Konfidenzintervallen.
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
figure-stride-time-title = Doppelschrittdauer im Verlauf der Aufnahme
figure-stride-time-caption = Doppelschrittdauer im Verlauf der Aufnahme (nur gleichmäßige Schrittzyklen). Links: blaue Punkte; rechts: orange Dreiecke.
figure-stride-time-grouped = Jede Marke ist der Median von bis zu { $count } Schrittzyklen.
figure-stride-time-side = { $side }: von { $low } s bis { $high } s, Median { $median } s.
figure-seconds-axis = Doppelschrittdauer, Sekunden
