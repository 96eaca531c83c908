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
quality-few-strides = Auf einer Seite gibt es weniger als 20 gleichmäßige Schrittzyklen; kleine Seitenunterschiede lassen sich so nicht beurteilen.
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
quality-sensors-disagree = Die Sensoren stimmen nicht miteinander überein; lesen Sie die Anmerkungen zur Aufnahme.
    .advice = Beheben Sie die dort genannte Ursache und nehmen Sie noch einmal auf.
quality-not-one-walk = Die Sensoren zeigen nicht ein Gehen einer Person.
    .advice = Prüfen Sie, ob Dateien einer anderen Person oder eines anderen Gehens dabei sind.
quality-few-plausible-strides = Die meisten Schritte sind nicht plausibel, sodass wenige übrig bleiben.
    .advice = Lesen Sie die Anmerkungen zur Aufnahme: die Ursache ist eher ein Sensor, seine Zeit oder sein Platz als die Länge des Gehens.
quality-no-sensor-aligned = Es gibt Bewegung, aber kein Sensor ließ sich am Körper ausrichten, sodass kein Schritt gefunden wurde.
    .advice = Prüfen Sie, wo die Sensoren getragen wurden, und gehen Sie 10 Sekunden geradeaus.
quality-one-sided-kit = Sensoren wurden nur an einem Bein getragen; die Beine lassen sich so nicht vergleichen.
    .advice = Tragen Sie an beiden Beinen die gleichen Sensoren.

# Warum ein Seitenunterschied kein Urteil hat.
gate-too-few-strides = zu wenige gleichmäßige Schrittzyklen
    .advice = Gehen Sie länger: mindestens 30 gleichmäßige Schrittzyklen pro Seite, etwa eine Minute.
gate-clock = die Uhren der Sensoren stimmen nicht genau genug überein
    .advice = Synchronisieren Sie die Sensoren vor der Aufnahme.
gate-zero-assumed = der Nullpunkt des Winkels ist angenommen
    .advice = Beginnen Sie mit fünf Sekunden ruhigem, aufrechtem Stehen.
gate-lever-assumed = die Höhe der Unterschenkelsensoren über den Knöcheln wurde nicht angegeben
    .advice = Messen Sie die Höhe der Unterschenkelsensoren über dem Knöchelgelenk und geben Sie sie an.
gate-lever-unclear = die Höhe der Unterschenkelsensoren über den Knöcheln ist nicht bekannt
    .advice = Messen Sie die Höhe der Unterschenkelsensoren über dem Knöchelgelenk und geben Sie sie an.
gate-weak-source = die Bodenkontakte sind mit diesen Sensoren weniger sicher
    .advice = Ergänzen Sie die Kniesensoren (Unterschenkel) an beiden Beinen.
gate-unlike-swing = die Beine schwingen zu verschieden, um zu vergleichen, wann die Füße den Boden verlassen
gate-poor-sensor = die Daten eines Sensors sind unvollständig
    .advice = Halten Sie den Empfänger nah, laden Sie die Sensoren und stellen Sie den Messbereich auf ±16 g.
gate-sensor-moved = ein Sensor hat sich während der Aufnahme am Körper verschoben
    .advice = Ziehen Sie den Gurt fester und prüfen Sie ihn nach dem Gehen.
gate-clock-unknown = die Uhren der Sensoren sind nicht bekannt, und das Gehen verrät sie nicht
    .advice = Nehmen Sie alle Sensoren mit einer Uhr auf, oder gehen Sie mit Beckensensor und beiden Oberschenkelsensoren.
gate-clock-estimated = die Uhren der Sensoren wurden aus dem Gehen abgeglichen; einige Hundertstelsekunden bleiben offen
    .advice = Nennen Sie clock_uncertainty_s in session.toml, oder nehmen Sie alle Sensoren mit einer Uhr auf.
gate-clock-contradicted = das Gehen widerspricht den angegebenen Uhren der Sensoren
    .advice = Prüfen Sie, wie die Dateien zusammengestellt wurden.
gate-not-one-walk = die Sensoren zeigen nicht ein Gehen einer Person
    .advice = Prüfen Sie, ob Dateien einer anderen Person oder eines anderen Gehens dabei sind.
gate-impossible-values = der Sensor enthält Werte, die kein Körper erzeugt
    .advice = Prüfen Sie die Datei an der genannten Stelle.
gate-impossible-range = das Gelenk scheint sich weiter zu bewegen, als Gelenke es können: ein Sensor wurde falsch getragen oder benannt
    .advice = Prüfen Sie, wo jeder Sensor getragen wurde und wie seine Achsen exportiert wurden.
gate-held-samples = der Sensor war langsamer, als seine Datei sagt: Werte wurden wiederholt
    .advice = Exportieren Sie den Sensor mit seiner eigenen Rate.
gate-gyroscope-clipped = das Gyroskop endet an seinem Messbereich, sodass den Winkeln fehlt, was darüber liegt
    .advice = Stellen Sie den Messbereich des Gyroskops auf 1000 °/s oder mehr.
gate-rates-differ = die Sensoren der Beine messen mit verschiedenen Raten
    .advice = Stellen Sie an beiden Beinen die gleiche Rate ein.
gate-bandwidth-differs = der Sensor eines Beins ist stärker geglättet als der des anderen
    .advice = Verwenden Sie an beiden Beinen gleiche Sensoren und Einstellungen.
gate-gyroscope-smoothed = das Gyroskop ist viel stärker geglättet als das des anderen Beins, sodass Bodenkontakte und Winkel zu spät sind
    .advice = Stellen Sie an den Gyroskopen beider Beine den gleichen Tiefpass ein, 40 Hz oder mehr.
gate-starts-late = der Sensor begann später
    .advice = Starten Sie alle Sensoren vor dem Gehen.
gate-ends-early = der Sensor endete früher
    .advice = Laden Sie den Sensor und prüfen Sie, dass er bis zum Ende aufnimmt.
gate-many-implausible = viele Schritte sind nicht plausibel
    .advice = Lesen Sie die Anmerkungen zur Aufnahme: die Ursache kann ein Sensor sein.
gate-legs-exchanged = die Beinsensoren scheinen an den anderen Beinen zu sitzen
    .advice = Welcher Kniesensor saß links? Tauschen Sie die Namen.
gate-legs-crossed = Sensoren verschiedener Beine scheinen vertauscht
    .advice = Welcher Oberschenkel- und welcher Kniesensor saß an welchem Bein? Tauschen Sie die Namen.
gate-gyroscope-doubtful = das Gyroskop passt nicht zum Beschleunigungssensor oder nicht zu den anderen Sensoren
    .advice = Lesen Sie die Anmerkung zu diesem Sensor: Einheit, Messbereich oder Achsen seines Exports.
gate-acceleration-doubtful = der Beschleunigungssensor misst die Schwerkraft nicht, wie er sollte
    .advice = Lesen Sie die Anmerkung zu diesem Sensor: Einheit oder Spalten seines Exports.
gate-gyroscope-bias = das Gyroskop zeigte eine Drehung, wo keine war; sie wurde abgezogen
    .advice = Lassen Sie den Sensor vor der Aufnahme einige Sekunden still liegen, oder kalibrieren Sie ihn.
gate-unlike-limb = der Sensor bewegt sich nicht wie einer an diesem Segment
    .advice = Prüfen Sie, wo er getragen wurde.
gate-thigh-for-shank = Oberschenkel- und Kniesensor eines Beins scheinen vertauscht
    .advice = Welcher Sensor saß unter dem Knie?
gate-upside-down = ein Sensor scheint auf dem Kopf stehend zu messen
    .advice = Prüfen Sie, ob er mit umgekehrtem Vorzeichen exportiert wurde.
gate-lost-rows = der Sensor bleibt hinter den anderen zurück: Zeilen seiner Datei gingen verloren
    .advice = Exportieren Sie mit den eigenen Zeiten des Sensors oder seinem Paketzähler.
gate-arrival-times = die Zeiten sind die der Ankunft, nicht die der Messung
    .advice = Exportieren Sie die eigenen Zeiten des Sensors.
gate-slow-sampling = Stöße brauchen mindestens 200 Messwerte pro Sekunde
    .advice = Nehmen Sie mit 200 Hz oder mehr auf, wenn der Sensor es kann.

# Was nicht gemessen wurde, und warum.
absent-no-walking = es wurde kein Gehen gefunden
absent-weak-pelvis-axis = das Becken zeigt die Gangrichtung nicht deutlich genug
absent-no-sensor-aligned = es gibt Bewegung, aber kein Sensor ließ sich am Körper ausrichten
absent-no-thigh-sensor = braucht einen Hüftsensor (Oberschenkel), der nicht getragen wurde
absent-no-shank-sensor = braucht einen Kniesensor (Unterschenkel), der nicht getragen wurde
absent-no-pelvis-sensor = braucht einen Beckensensor, der nicht getragen wurde
absent-no-trunk-sensor = braucht einen Rumpfsensor, der nicht getragen wurde
absent-no-foot-analysis = Sensoren an den Füßen werden nicht ausgewertet
absent-one-sided-kit = Sensoren wurden nur an einem Bein getragen
absent-not-calibrated = der Sensor konnte nicht zum Körper ausgerichtet werden
absent-contacts-from-pelvis = lässt sich mit dem Beckensensor allein nicht bestimmen
absent-impossible-values = die gefundenen Werte sind mehr, als ein menschlicher Körper kann
absent-not-a-number = die Berechnung ergab keine Zahl
absent-no-speed = braucht die Gehgeschwindigkeit, die nicht bestimmt werden konnte
absent-no-reference-for-children = die Referenzwerte gelten nur für Erwachsene
absent-no-reference-at-this-speed = für diese Gehgeschwindigkeit gibt es keine Referenzwerte
absent-sensors-disagree = die Sensoren dahinter stimmen nicht miteinander überein
absent-no-outer-zero = braucht ein Stehen an der Wand, das nicht aufgenommen wurde
absent-needs-both-knees-hips-and-pelvis = braucht die Kurven beider Knie, beider Hüften und des Beckens

# Was fehlen kann und weder Messgröße noch Kurve noch Sensor ist.
thing-gait = Gang
thing-sides = Links und rechts
thing-speed = Gehgeschwindigkeit
thing-knee_flexion = Kniewinkel
thing-hip_flexion = Hüftwinkel
thing-pelvis = Beckenwinkel
thing-trunk_lean = Rumpfneigung
thing-trunk = Rumpfwinkel
thing-stance = Stand- und Schwungzeiten
thing-shock = Stoßbeschleunigungen
thing-foot = Fußwinkel
thing-step_length = Schrittlänge
thing-profile = Vergleich mit Gesunden
thing-curve-shapes = Form der Kurven
thing-rgps-5 = Profilwert aus fünf Kurven
thing-regularity = Regelmäßigkeit der Schritte
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
notice-samples-in-sensor = { $count } Messwerte von { $label } fehlen und sind vielleicht noch im Sensor: Er war außer Reichweite, als die Aufnahme beendet wurde.
    .advice = Bringen Sie den Sensor in die Nähe, ohne ihn auszuschalten, und holen Sie sie: gaitscope record ORDNER --resume, oder „Den Rest holen“ in der App.
notice-files-ignored = Dateien, die keine Aufnahmen sind, wurden nicht gelesen: { $files }.
notice-columns-ignored = Spalten, die nicht gebraucht werden, wurden nicht gelesen: { $columns }.
notice-session-sensor-absent = session.toml nennt diesen Sensor, aber es gibt keine Daten von ihm.
notice-sensor-site-unknown = Der Ort von „{ $name }“ in { $file } am Körper ist nicht bekannt; er wurde nicht verwendet.
    .advice = Benennen Sie die Datei oder die Spalten nach dem Ort, etwa thigh_left oder shank_right.
notice-second-sensor-ignored = Für diesen Ort gibt es zwei Aufnahmen: { $kept } wurde verwendet, { $ignored } nicht.
notice-half-sensor-ignored = Der Sensor „{ $name }“ in { $file } wurde ausgelassen: Von ihm gibt es nur die { $has ->
    [acceleration] Beschleunigung
   *[rotation] Drehrate
}.
    .advice = Exportieren Sie die Aufnahme noch einmal mit Beschleunigung und Drehrate jedes Sensors, auf den es ankommt.
notice-times-spread = Die Zeiten in { $file } sind die von Paketen, die in Bündeln ankamen; { $by ->
    [counter] der Zähler der Messwerte
   *[rows] die Reihenfolge der Zeilen
} sagt, wann jeder gemessen wurde ({ $rate_hz } Hz).
notice-rate-differs = Angegeben sind { $stated_hz } Hz, die Zeiten sagen { $measured_hz } Hz; den Zeiten wurde geglaubt.
notice-low-rate = Der Sensor hat nur { $rate_hz }-mal pro Sekunde gemessen.
    .advice = Nehmen Sie mit 100 Hz oder mehr auf.
notice-impossible-samples = { $count ->
    [one] Ein Messwert aus { $file } wurde
   *[other] { $count } Messwerte aus { $file } wurden
} ausgelassen: Das kann kein Sensor messen ({ $found }{ $line ->
    [0] {""}
   *[other] {" "}in Zeile { $line }
}).
notice-wrong-time-stamps = { $count ->
    [one] Ein Messwert aus { $file } wurde
   *[other] { $count } Messwerte aus { $file } wurden
} ausgelassen: Der Zeitstempel ({ $found }{ $line ->
    [0] {""}
   *[other] {" "}in Zeile { $line }
}) liegt weit von allen anderen entfernt und muss falsch sein.
notice-pause-closed = Kein Sensor hat gemessen { $count ->
    [one] für lange Zeit
   *[other] für lange Zeit, { $count }-mal
} (höchstens { $longest_min } min, zuerst bei { $at_s } s). Alle Zeiten danach sind angegeben, als hätte die Pause { $shown_s } s gedauert.
notice-impossible-temporal = Schrittzeiten von { $count ->
    [one] einem Doppelschritt
   *[other] { $count } Doppelschritten
} wurden ausgelassen: So bewegt sich kein menschlicher Körper.
notice-impossible-spatial = Gehgeschwindigkeit und Doppelschrittlänge von { $count ->
    [one] einem Doppelschritt
   *[other] { $count } Doppelschritten
} wurden ausgelassen: So bewegt sich kein menschlicher Körper.
notice-impossible-kinematic = Winkel oder Winkelgeschwindigkeiten von { $count ->
    [one] einem Doppelschritt
   *[other] { $count } Doppelschritten
} wurden ausgelassen: So bewegt sich kein menschlicher Körper.
notice-impossible-impact = Stoßbeschleunigungen von { $count ->
    [one] einem Doppelschritt
   *[other] { $count } Doppelschritten
} wurden ausgelassen: So bewegt sich kein menschlicher Körper.
notice-clock-shifted = Die Zeiten wurden verschoben, sodass die Aufnahme bei null beginnt; sie begann bei { $start_s } s.
notice-time-unit-inferred = Die Zeiteinheit in { $file } wurde erschlossen: { $per_second } auf eine Sekunde.
notice-gyr-unit-inferred = Die Einheit des Gyroskops in { $file } wurde aus der Bewegung erschlossen: { $unit }.
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
notice-lever-at-ankle = Für Schrittzykluslänge und Gehgeschwindigkeit ist angenommen, dass die Unterschenkelsensoren knapp über den Knöcheln sitzen, wie die Daten zeigen (auf { $percent } % genau). Geben Sie die Höhe über dem Knöchel an (sensor_height_m), dann werden sie sicherer.
notice-lever-below-knee = Für Schrittzykluslänge und Gehgeschwindigkeit ist angenommen, dass die Unterschenkelsensoren unter den Knien sitzen, wie die Daten zeigen (auf { $percent } % genau). Geben Sie die Höhe über dem Knöchel an (sensor_height_m), dann werden sie sicherer.
notice-lever-unclear = Die Daten zeigen nicht, ob die Unterschenkelsensoren an den Knöcheln oder unter den Knien sitzen; Schrittzykluslänge und Gehgeschwindigkeit sind nur auf { $percent } % genau. Geben Sie die Höhe über dem Knöchel an (sensor_height_m).
notice-stride-lengths-disagree = Die Schrittzykluslängen aus den Unterschenkeln allein und aus den Winkeln beider Beine unterscheiden sich um { $percent } %. Prüfen Sie die Körpergröße und den Sitz der Sensoren.
notice-timed-speed-disagrees = Die gestoppte Gehgeschwindigkeit und die der Sensoren unterscheiden sich um { $percent } %. Die Längen folgen der gestoppten Zeit; prüfen Sie, ob dieser Gang gestoppt wurde.
notice-height-assumed = Die Körpergröße steht nicht in der Sitzungsdatei; für die Gehgeschwindigkeit wurde eine durchschnittliche Größe angenommen.
    .advice = Tragen Sie die Körpergröße in session.toml ein.
notice-starts-and-stops-counted = Die Strecke war kurz: Schrittzyklen am Anfang und Ende des Gehens wurden mitgezählt.
    .advice = Länger gehen.
notice-turns-counted = Die Strecke war kurz: Auch Schrittzyklen in Drehungen wurden mitgezählt.
    .advice = Länger gehen.
notice-lengths-left-out = { $count ->
        [one] Ein Schrittzyklus hat
       *[other] { $count } Schrittzyklen haben
    } keine Länge und Geschwindigkeit: Der Zyklus danach ist gestört, und dessen mittlere Standphase schließt die Messung ab.
notice-sensor-remounted = Nach der Pause bei { $minutes } Minuten sitzt der Sensor anders, um etwa { $angle }° gedreht: Er wurde abgenommen und wieder angelegt oder verschoben. Seine Winkel davor und danach wurden je für sich ausgerichtet und werden nicht mit dem anderen Bein verglichen.
    .advice = Lassen Sie die Sensoren in der Pause angelegt, oder machen Sie zwei Aufnahmen.
notice-sensor-moved = Der Sensor hat sich während der Aufnahme am Körper verschoben.
    .advice = Befestigen Sie den Gurt und nehmen Sie noch einmal auf.
notice-clock-unknown = Nichts sagt, wie die Uhr dieses Sensors zu den anderen steht, und das Gehen verrät es nicht. Was ihn mit anderen Sensoren verbindet, wird zurückgehalten; was er allein misst, bleibt.
    .advice = Nehmen Sie alle Sensoren mit einer Uhr auf, nennen Sie clock_uncertainty_s in session.toml, oder tragen Sie auch Beckensensor und beide Oberschenkelsensoren.
notice-clock-estimated = Nichts sagt, wie die Uhr dieses Sensors zu den anderen steht. Nach dem, was die Gelenke zeigen, liegt sie { $offset_ms } ms neben ihren Zeiten (Drift { $drift_ppm } ppm), auf { $uncertainty_ms } ms unsicher; das steckt in jedem Messwert, der Sensoren verbindet.
    .advice = Nehmen Sie alle Sensoren mit einer Uhr auf, oder nennen Sie clock_uncertainty_s in session.toml.
notice-clock-contradicted = Was die Gelenke zeigen, widerspricht den angegebenen Uhren: die Zeiten dieses Sensors wurden um { $offset_ms } ms verschoben, auf { $uncertainty_ms } ms unsicher.
    .advice = Prüfen Sie, wie die Dateien zusammengestellt wurden und was session.toml angibt.
notice-not-one-walk = { $why ->
    [pace] Die Beine gehen nicht in einem Tempo: die Dauer der Doppelschritte links und rechts unterscheidet sich stärker, als ein Gehen es zulässt.
   *[turns] Die Beine drehen sich nicht zu den gleichen Zeiten.
} Die Sensoren zeigen nicht ein Gehen einer Person, deshalb wird nichts gefolgert.
    .advice = Prüfen Sie, ob eine Datei einer anderen Person, eines anderen Gehens oder mit einer anderen Uhr dabei ist.
notice-impossible-values = { $count ->
    [one] Ein Wert liegt
   *[other] { $count } Werte liegen
} jenseits dessen, was ein Sensor am Körper lesen kann; ausgelassen. Der erste ist Messwert { $row } dieses Sensors, bei { $at_s } s.
    .advice = Prüfen Sie die Datei an dieser Stelle.
notice-impossible-range = { $measure ->
    [knee_range_deg] Der Umfang der Kniebewegung
    [thigh_range_deg] Der Umfang der Oberschenkelbewegung
   *[other] Der Umfang der Unterschenkelbewegung
} ({ $size_deg }°) kann nicht der eines Menschen sein: ein Sensor wurde falsch getragen, benannt oder exportiert. Seine Winkel werden zurückgehalten.
    .advice = Prüfen Sie, wo jeder Sensor getragen wurde, und Reihenfolge und Vorzeichen seiner Achsen.
notice-held-samples = Die Datei hat { $rate_hz } Messwerte pro Sekunde, der Sensor gab aber nur { $true_hz }: dazwischen wurden Werte wiederholt.
    .advice = Exportieren Sie den Sensor mit seiner eigenen Rate.
notice-gyroscope-clipped = Das Gyroskop endet bei { $range_degps } °/s in { $percent } % der Messwerte, sodass Winkeln und Bodenkontakten fehlt, was darüber liegt.
    .advice = Stellen Sie den Messbereich des Gyroskops auf 1000 °/s oder mehr.
notice-rates-differ = Die Sensoren der Beine messen mit verschiedenen Raten ({ $left_hz } Hz links, { $right_hz } Hz rechts): die Stöße der Beine werden nicht verglichen.
    .advice = Stellen Sie an beiden Beinen die gleiche Rate ein.
notice-bandwidth-differs = Dieser Sensor ist viel stärker geglättet als der des anderen Beins: die Stöße der Beine werden nicht verglichen.
    .advice = Verwenden Sie an beiden Beinen gleiche Sensoren, Einstellungen und Exporte.
notice-gyroscope-smoothed = Das Gyroskop ist viel stärker geglättet als das des anderen Beins, sodass Bodenkontakte und Winkel zu spät sind.
    .advice = Stellen Sie an den Gyroskopen beider Beine den gleichen Tiefpass ein, 40 Hz oder mehr.
notice-starts-late = Der Sensor begann erst bei { $at_s } s; { $percent } % der Aufnahme fehlen. Was er misst, wird am Rest beurteilt.
    .advice = Starten Sie alle Sensoren vor dem Gehen.
notice-ends-early = Der Sensor endete bei { $at_s } s; { $percent } % der Aufnahme fehlen. Was er misst, wird am Rest beurteilt.
    .advice = Laden Sie den Sensor und prüfen Sie, dass er bis zum Ende aufnimmt.
notice-many-implausible = { $percent } % der Doppelschritte ({ $count }) sind nicht plausibel.
    .advice = Die Ursache ist eher ein Sensor, seine Zeit oder sein Platz als die Person; lesen Sie die anderen Anmerkungen.
notice-doubtful-bout = Das Gehen von { $from_s } bis { $to_s } s ist weggelassen: { $percent } % der Doppelschritte dort sind nicht plausibel. Der Rest ist ohne sie beurteilt.
    .advice = Was geschah dort: verrutschte ein Sensor, wurde die Person gehalten, oder war es kein Gehen?
notice-legs-exchanged = Der Beckensensor sagt links, wo die Beinsensoren rechts sagen: die Beinsensoren scheinen nach dem anderen Bein benannt, oder die Achsen des Beckensensors sind falsch. Urteile über die Seiten werden zurückgehalten.
    .advice = Welcher Kniesensor saß links? Tauschen Sie die Namen.
notice-legs-crossed = Oberschenkel- und Kniesensoren verschiedener Beine werden gemeinsam erschüttert: ein Paar scheint nach dem anderen Bein benannt. Urteile über die Seiten werden zurückgehalten.
    .advice = Welcher Oberschenkel- und welcher Kniesensor saß an welchem Bein? Tauschen Sie die Namen.
notice-arrival-times = Die Zeiten sind die der Ankunft von Paketen, nicht die der Messung; die Messwerte wurden gleichmäßig verteilt ({ $rate_hz } Hz).
    .advice = Exportieren Sie die eigenen Zeiten des Sensors.

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
exclusion-doubtful_bout = in einem Abschnitt gegangen, der bezweifelt wird

# Was die Prüfung der Anordnung fand. $size ist ein Faktor, ein Winkel, ein Anteil oder eine Verspätung; $side ein Bein.
notice-places-exchanged = Dieser Sensor war zuerst für eine andere Stelle genannt; die Stellen wurden von Hand getauscht.
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
notice-setup-gyroscope_bias = Das Gyroskop zeigt { $size }° je Sekunde, wo sich der Sensor nicht dreht; das wurde abgezogen; in den Winkeln bleibt davon etwa 1° oder weniger.
    .advice = Lassen Sie den Sensor vor der Aufnahme einige Sekunden still liegen, oder kalibrieren Sie sein Gyroskop.
notice-setup-contradiction = Beschleunigungssensor und Gyroskop widersprechen einander, und kein einfacher Fehler erklärt es.
    .advice = Verwenden Sie diesen Sensor nicht; nehmen Sie neu auf und lassen Sie den Sensor prüfen.
notice-setup-unlike_limb = Der Sensor misst in sich stimmig, bewegt sich aber nicht wie ein Sensor an diesem Segment.
    .advice = Prüfen Sie, wo er getragen wurde.
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
