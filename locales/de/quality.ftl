# Gütestufen einer Aufnahme.
grade-A = Gute Aufnahme
    .meaning = So gut, wie diese Sensoren messen. Die Urteile unten können verwendet werden.
grade-B = Mit Vorsicht verwendbar
    .meaning = Die Ergebnisse lassen sich lesen, sind aber schwächer als möglich. Die Gründe stehen unten.
grade-C = Nur zur Orientierung
    .meaning = Ergebnisse werden gezeigt, aber daraus darf nichts geschlossen werden. Die Gründe stehen unten.

# Gründe für Stufe B oder C; `.advice` sagt, was beim nächsten Mal zu tun ist.
quality-much-lost = Mehr als ein Zehntel der Messwerte eines Sensors ging verloren.
    .advice = Halten Sie den Empfänger auf wenige Meter Abstand, laden Sie die Sensoren und nehmen Sie noch einmal auf.
quality-some-lost = Einige Messwerte gingen unterwegs verloren.
    .advice = Halten Sie den Empfänger näher und frei von Hindernissen.
quality-clipped = Die Bewegung ging über den Messbereich eines Sensors hinaus.
    .advice = Stellen Sie den Sensor auf ±16 g und mindestens ±1000 °/s.
quality-gravity-off = Ein ruhender Sensor misst die Schwerkraft nicht richtig.
    .advice = Kalibrieren Sie den Beschleunigungssensor oder tauschen Sie den Sensor.
quality-no-walking = Es wurde kein Gehen gefunden.
    .advice = Nehmen Sie mindestens 20 Schrittzyklen geradeaus auf und prüfen Sie, ob jeder Sensor am genannten Ort sitzt.
quality-very-few-strides = Auf einer Seite gibt es weniger als 8 gleichmäßige Schrittzyklen.
    .advice = Länger gehen: mindestens 30 gleichmäßige Schrittzyklen je Seite, etwa eine Minute.
quality-few-strides = Auf einer Seite gibt es weniger als 30 gleichmäßige Schrittzyklen; kleine Seitenunterschiede lassen sich so nicht beurteilen.
    .advice = Länger gehen: mindestens 30 gleichmäßige Schrittzyklen je Seite, etwa eine Minute.
quality-contacts-from-thighs = Die Bodenkontakte stammen von den Oberschenkelsensoren, weil es keinen Kniesensor gibt; ihre Zeitpunkte sind weniger sicher.
    .advice = Ergänzen Sie für die Zeiten die Kniesensoren (Unterschenkel).
quality-contacts-from-pelvis = Die Bodenkontakte stammen allein vom Beckensensor; links und rechts sind geschätzt.
    .advice = Ergänzen Sie die Kniesensoren (Unterschenkel) an beiden Beinen.
quality-no-standing-phase = Es gab kein ruhiges Stehen, sodass der Nullpunkt der Winkel angenommen ist.
    .advice = Beginnen Sie mit fünf Sekunden ruhigem, aufrechtem Stehen.
quality-sensor-not-aligned = Ein Sensor konnte nicht zum Körper ausgerichtet werden; seine Winkel entfallen.
    .advice = Beginnen Sie mit ruhigem Stehen, gehen Sie dann geradeaus und prüfen Sie die Gurte.
quality-clocks-uncertain = Die Uhren der Sensoren stimmen auf weniger als 10 ms genau überein; Zeiten zwischen den Beinen sind weniger sicher.
    .advice = Synchronisieren Sie die Sensoren vor der Aufnahme.
quality-limited-sensors = Die benutzten Sensoren können nicht alles, was eine gute Aufnahme braucht; siehe die Anmerkungen zur Aufnahme.
    .advice = Benutzen Sie für kleine Unterschiede zwischen den Beinen Sensoren mit eigener Uhr und eigenem Speicher.
quality-problems-found = In den Daten wurde ein Problem gefunden; siehe die Anmerkungen zur Aufnahme.
    .advice = Lesen Sie die Anmerkungen unten, bevor Sie die Ergebnisse verwenden.
quality-sensor-moved = Ein Sensor hat sich während der Aufnahme am Körper verschoben.
    .advice = Ziehen Sie die Gurte fester und prüfen Sie sie nach dem Gehen.
quality-one-sided-kit = Sensoren wurden nur an einem Bein getragen; die Beine lassen sich so nicht vergleichen.
    .advice = Tragen Sie an beiden Beinen die gleichen Sensoren.

# Warum ein Seitenunterschied kein Urteil hat.
gate-too-few-strides = zu wenige gleichmäßige Schrittzyklen
    .advice = Gehen Sie länger: mindestens 30 gleichmäßige Schrittzyklen pro Seite, etwa eine Minute.
gate-clock = die Uhren der Sensoren stimmen nicht genau genug überein
    .advice = Synchronisieren Sie die Sensoren vor der Aufnahme.
gate-zero-assumed = der Nullpunkt des Winkels ist angenommen
    .advice = Beginnen Sie mit fünf Sekunden ruhigem, aufrechtem Stehen.
gate-weak-source = die Bodenkontakte sind mit diesen Sensoren weniger sicher
    .advice = Ergänzen Sie die Kniesensoren (Unterschenkel) an beiden Beinen.
gate-unlike-swing = die Beine schwingen zu verschieden, um zu vergleichen, wann die Füße den Boden verlassen
gate-poor-sensor = die Daten eines Sensors sind unvollständig
    .advice = Halten Sie den Empfänger nah, laden Sie die Sensoren und stellen Sie den Messbereich auf ±16 g.
gate-sensor-moved = ein Sensor hat sich während der Aufnahme am Körper verschoben
    .advice = Ziehen Sie den Gurt fester und prüfen Sie ihn nach dem Gehen.
gate-slow-sampling = Stöße brauchen mindestens 200 Messwerte pro Sekunde
    .advice = Nehmen Sie mit 200 Hz oder mehr auf, wenn der Sensor es kann.
gate-calibration = die Ausrichtung des Sensors ist unsicher

# Was nicht gemessen wurde, und warum.
absent-no-walking = es wurde kein Gehen gefunden
absent-no-thigh-sensor = braucht einen Hüftsensor (Oberschenkel), der nicht getragen wurde
absent-no-shank-sensor = braucht einen Kniesensor (Unterschenkel), der nicht getragen wurde
absent-no-pelvis-sensor = braucht einen Beckensensor, der nicht getragen wurde
absent-no-trunk-sensor = braucht einen Rumpfsensor, der nicht getragen wurde
absent-no-foot-analysis = Sensoren an den Füßen werden nicht ausgewertet
absent-one-sided-kit = Sensoren wurden nur an einem Bein getragen
absent-not-calibrated = der Sensor konnte nicht zum Körper ausgerichtet werden
absent-contacts-from-pelvis = lässt sich mit dem Beckensensor allein nicht bestimmen
absent-not-a-number = die Berechnung ergab keine Zahl
absent-too-few-strides = zu wenige gleichmäßige Schrittzyklen
absent-no-speed = braucht die Gehgeschwindigkeit, die nicht bestimmt werden konnte
absent-no-reference-for-children = die Referenzwerte gelten nur für Erwachsene
absent-no-reference-at-this-speed = für diese Gehgeschwindigkeit gibt es keine Referenzwerte
absent-no-outer-zero = braucht ein Stehen an der Wand, das nicht aufgenommen wurde
absent-needs-both-knees-hips-and-pelvis = braucht die Kurven beider Knie, beider Hüften und des Beckens

# Was fehlen kann und weder Messgröße noch Kurve noch Sensor ist.
thing-gait = Gang
thing-knee_flexion = Kniewinkel
thing-hip_flexion = Hüftwinkel
thing-pelvis = Beckenwinkel
thing-trunk_lean = Rumpfneigung
thing-trunk = Rumpfwinkel
thing-stance = Stand- und Schwungzeiten
thing-shock = Stoßbeschleunigungen
thing-foot = Fußwinkel
thing-step_length = Schrittlänge
thing-speed = Gehgeschwindigkeit
thing-profile = Vergleich mit Gesunden
thing-curve-shapes = Form der Kurven
thing-rgps-5 = Profilwert aus fünf Kurven
thing-sway = Schwanken im Stehen
thing-standing-posture = Haltung im Stehen

# Anmerkungen zur Aufnahme: was beim Lesen und Prüfen auffiel. Ort und Zeiten stehen davor, wo sie bekannt sind.
notice-gap = Messwerte fehlen { $count ->
    [one] an einer Stelle
   *[other] an { $count } Stellen
} (insgesamt { $lost_percent } %, die längste Lücke { $longest_s } s).
    .advice = Halten Sie den Empfänger näher und laden Sie den Sensor.
notice-clipped = { $percent } % der Messwerte erreichen das Ende des Messbereichs, sodass Spitzen abgeschnitten sind.
    .advice = Wählen Sie einen größeren Messbereich.
notice-flat-signal = Das Signal steht { $count ->
    [one] einmal
   *[other] { $count }-mal
} still, insgesamt { $total_s } s, als hätte der Sensor angehalten.
    .advice = Prüfen Sie den Sensor vor der nächsten Aufnahme.
notice-gyroscope-dead = Das Gyroskop liefert keine wechselnden Werte.
    .advice = Tauschen Sie den Sensor oder prüfen Sie, wie die Daten ausgegeben wurden.
notice-acceleration-off = Die übliche Beschleunigung beträgt { $median_mps2 } m/s², weit entfernt von der Schwerkraft (9,81 m/s²).
    .advice = Prüfen Sie die Einheit der Beschleunigungsspalten.
notice-gravity-off = In Ruhe misst der Sensor { $gravity_mps2 } m/s² statt 9,81 m/s².
    .advice = Kalibrieren Sie den Beschleunigungssensor.
notice-incomplete-rows = { $count ->
    [one] Eine Zeile war unvollständig und wurde
   *[other] { $count } Zeilen waren unvollständig und wurden
} ausgelassen.
notice-duplicate-rows-dropped = { $count ->
    [one] Eine Zeile steht doppelt; sie wurde
   *[other] { $count } Zeilen stehen doppelt; sie wurden
} einmal gezählt.
notice-recording-unfinished = Die Aufnahme ist abgebrochen oder läuft noch. Sie wurde bis zur letzten vollständigen Zeile gelesen.
    .advice = Setzen Sie sie mit gaitscope record --resume fort.
notice-files-ignored = Dateien, die keine Aufnahmen sind, wurden nicht gelesen: { $files }.
notice-columns-ignored = Spalten, die nicht gebraucht werden, wurden nicht gelesen: { $columns }.
notice-session-sensor-absent = session.toml nennt diesen Sensor, aber es gibt keine Daten von ihm.
notice-sensor-site-unknown = Der Ort von „{ $name }“ in { $file } am Körper ist nicht bekannt; er wurde nicht verwendet.
    .advice = Benennen Sie die Datei oder die Spalten nach dem Ort, etwa thigh_left oder shank_right.
notice-second-sensor-ignored = Für diesen Ort gibt es zwei Aufnahmen: { $kept } wurde verwendet, { $ignored } nicht.
notice-rate-differs = Die Sitzungsdatei nennt { $stated_hz } Hz, die Daten sagen { $measured_hz } Hz; den Daten wurde geglaubt.
notice-low-rate = Der Sensor hat nur { $rate_hz }-mal pro Sekunde gemessen.
    .advice = Nehmen Sie mit 100 Hz oder mehr auf.
notice-clock-shifted = Die Zeiten wurden verschoben, sodass die Aufnahme bei null beginnt; sie begann bei { $start_s } s.
notice-time-unit-inferred = Die Zeiteinheit in { $file } wurde erschlossen: { $per_second } auf eine Sekunde.
notice-acc-unit-inferred = Die Einheit der Beschleunigung in { $file } wurde erschlossen: { $unit }.
notice-site-from-name = Die Stelle am Körper wurde dem Namen „{ $name }“ entnommen.
    .advice = Prüfen Sie, ob der Sensor wirklich dort saß.
notice-clocks-by-time-stamps = Die Sensoren wurden nach ihren Zeitstempeln zusammengeführt, die auf etwa { $uncertainty_ms } ms übereinstimmen.
notice-clocks-by-movement = Die Sensoren wurden nach den drei Sprüngen oder Fersenfällen zusammengeführt, auf etwa { $uncertainty_ms } ms genau.
notice-gyroscope-interpolated = Das Gyroskop hat eigene Zeiten; seine Werte wurden auf die des Beschleunigungssensors umgerechnet.
notice-low-range-accelerometer = Der Beschleunigungssensor endet bei { $range_g } g, sodass Fersenaufsätze abgeschnitten sind.
    .advice = Schalten Sie den Beschleunigungssensor mit großem Messbereich ein.
notice-sensor-no-resend = Sensoren dieser Art können verpasste Messwerte nicht noch einmal senden.
    .advice = Bleiben Sie bis auf wenige Meter beim Empfänger.
notice-sensor-no-device-time = Sensoren dieser Art sagen nicht, wann ein Messwert entstand; benutzt wurde seine Ankunft, die auf einige Hundertstelsekunden unsicher ist.
    .advice = Verlassen Sie sich nicht auf kleine Zeitunterschiede zwischen den Beinen.
notice-sensor-low-live-rate = Sensoren dieser Art senden weniger als 100 Messwerte je Sekunde.
    .advice = Stöße werden abgeflacht; benutzen Sie dafür schnellere Sensoren.
notice-height-assumed = Die Körpergröße steht nicht in der Sitzungsdatei; für die Gehgeschwindigkeit wurde eine durchschnittliche Größe angenommen.
    .advice = Tragen Sie die Körpergröße in session.toml ein.
notice-starts-and-stops-counted = Die Strecke war kurz: Schrittzyklen am Anfang und Ende des Gehens wurden mitgezählt.
    .advice = Länger gehen.
notice-turns-counted = Die Strecke war kurz: Auch Schrittzyklen in Drehungen wurden mitgezählt.
    .advice = Länger gehen.
notice-sides-swapped = Links und rechts könnten vertauscht sein.
    .advice = Prüfen Sie, an welchem Bein jeder Sensor getragen wurde.
notice-sensor-moved = Der Sensor hat sich während der Aufnahme am Körper verschoben.
    .advice = Befestigen Sie den Gurt und nehmen Sie noch einmal auf.

# Orte, in den Worten derer, die die Sensoren tragen.
site-pelvis = Beckensensor
site-thigh_left = linker Hüftsensor (Oberschenkel)
site-thigh_right = rechter Hüftsensor (Oberschenkel)
site-shank_left = linker Kniesensor (Unterschenkel)
site-shank_right = rechter Kniesensor (Unterschenkel)
site-trunk = Rumpfsensor
site-foot_left = linker Fußsensor
site-foot_right = rechter Fußsensor

# Warum ein Schrittzyklus nicht zählt.
exclusion-turn = in oder neben einer Drehung
exclusion-gait_start = Anfang des Gehens
exclusion-gait_stop = Ende des Gehens
exclusion-gap = Messwerte fehlen
exclusion-implausible = nicht plausibel
exclusion-not_steady = nicht gleichmäßig
exclusion-not_level_walking = kein Gehen in der Ebene

# Was die Prüfung der Anordnung fand. $size ist ein Faktor, ein Winkel, ein Anteil oder eine Verspätung; $side ein Bein.
notice-setup-acceleration_unit = Die Beschleunigung ist nicht in m/s²: Ihre übliche Größe ist nicht die der Schwerkraft.
    .advice = Schreiben Sie die Einheit in den Spaltennamen, etwa acc_x_g.
notice-setup-rate_unit = Das Gyroskop hat nicht die Einheit, die seine Spalten nennen: Grad und Radiant wurden verwechselt.
    .advice = Schreiben Sie die Einheit in den Spaltennamen: gyr_x_dps für Grad pro Sekunde, gyr_x_radps für Radiant pro Sekunde.
notice-setup-exchanged = Die Spalten von Beschleunigungssensor und Gyroskop sind vertauscht.
    .advice = Berichtigen Sie den Export oder die Spaltennamen.
notice-setup-axes_permuted = Die Achsen des Gyroskops haben nicht die Reihenfolge oder nicht das Vorzeichen der Achsen des Beschleunigungssensors.
    .advice = Berichtigen Sie die Reihenfolge der Spalten im Export.
notice-setup-rate_scale = Die Werte des Gyroskops sind zu groß oder zu klein; mit { $size } malgenommen passen sie zur Schwerkraft.
    .advice = Prüfen Sie, mit welchem Messbereich exportiert wurde.
notice-setup-contradiction = Beschleunigungssensor und Gyroskop widersprechen einander, und kein einfacher Fehler erklärt es.
    .advice = Verwenden Sie diesen Sensor nicht; nehmen Sie neu auf und lassen Sie den Sensor prüfen.
notice-setup-thigh_for_shank = Am { $side ->
        [left] linken
       *[other] rechten
    } Bein scheinen Oberschenkel und Unterschenkel vertauscht: Der Sensor namens Unterschenkel schwingt weniger als der namens Oberschenkel.
    .advice = Welcher Sensor saß unter dem Knie?
notice-setup-legs_crossed = Ein Paar Sensoren sitzt am jeweils anderen Bein: Linker Oberschenkel und rechter Unterschenkel schwingen gemeinsam.
    .advice = Prüfen Sie, an welchem Bein jeder Sensor saß.
notice-setup-left_for_right = Der Beckensensor sagt links, wo die Beinsensoren rechts sagen. Entweder sitzen die Beinsensoren am jeweils anderen Bein, oder die Beschleunigung des Beckensensors steht auf dem Kopf.
    .advice = An welchem Bein saß der Sensor, der links heißt?
notice-setup-upside_down = { $side ->
        [left] Die beiden Sensoren des linken Beins beschleunigen zu entgegengesetzten Seiten: In einem von ihnen scheint die Schwerkraft auf dem Kopf zu stehen.
        [right] Die beiden Sensoren des rechten Beins beschleunigen zu entgegengesetzten Seiten: In einem von ihnen scheint die Schwerkraft auf dem Kopf zu stehen.
       *[other] Wenn die Person sich umdreht, dreht sich dieser Sensor anders herum als der übrige Körper: Seine Beschleunigung steht auf dem Kopf.
    }
    .advice = Prüfen Sie, ob er mit umgekehrtem Vorzeichen exportiert wurde.
notice-setup-clipped = { $size } % der Werte enden am Messbereich des Sensors, sodass Spitzen abgeschnitten sind.
    .advice = Stellen Sie einen größeren Messbereich ein: 16 g und 1000 Grad pro Sekunde oder mehr.
notice-setup-slipped = Der Sensor hat sich während der Aufnahme um etwa { $size }° am Körper gedreht.
    .advice = Befestigen Sie das Band und nehmen Sie neu auf, oder verwenden Sie nur den Teil davor.
notice-setup-lost_rows = Der Sensor bleibt hinter den anderen zurück, am Ende um { $size } ms: Zeilen gingen verloren, aber seine Zeiten zählen Zeilen.
    .advice = Exportieren Sie mit den Zeitstempeln oder dem Paketzähler des Sensors, oder nehmen Sie neu auf.
setup-remedy-repaired = behoben
setup-remedy-asked = bitte prüfen
setup-remedy-refused = nicht verwendbar
setup-remedy-told = Hinweis
