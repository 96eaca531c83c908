# Warum Dateien nicht gelesen werden können, wie es eine Seite sagt.
# Wo eine Datei keine Zeile hat, ist $line „none“.

reading-not-found = { $file }: Diese Datei oder diesen Ordner gibt es nicht.
reading-io = { $file }: kann nicht gelesen werden ({ $reason }). Ist die Datei in einem anderen Programm geöffnet?
reading-no-sensor-files = { $file }: enthält keine Aufnahme von Sensoren. Erwartet werden CSV-Dateien, die nach dem Ort heißen, etwa pelvis.csv, thigh_left.csv und shank_left.csv, oder eine CSV-Datei mit Spalten wie pelvis_acc_x_mps2.
reading-not-a-sensor-file = { $file }: Unter den Spalten ({ $columns }) sind nicht je drei Achsen von Beschleunigung und Drehrate zu erkennen. Nennen Sie sie time_s, acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_x_radps, gyr_y_radps und gyr_z_radps.
reading-no-angular-velocity = { $file }: Diese Aufnahme von { $format } enthält Beschleunigung, aber keine Drehrate; der Gang wird aus roher Beschleunigung und Drehrate gemessen.
reading-no-acceleration = { $file }: Diese Aufnahme von { $format } enthält Drehrate, aber keine Beschleunigung mit Schwerkraft; der Gang wird aus roher Beschleunigung und Drehrate gemessen.
reading-orientation-only = { $file }: Diese Aufnahme von { $format } enthält nur die Orientierung und was der Sensor daraus berechnet hat; der Gang wird aus roher Beschleunigung und Drehrate gemessen.
reading-no-raw-signals = { $file }: Diese Aufnahme von { $format } enthält keinen Sensor mit Beschleunigung und Drehrate{ $signals ->
    [none] {""}
   *[other] {" "}(vorhanden sind { $signals })
}; der Gang wird aus roher Beschleunigung und Drehrate gemessen.
reading-fewer-axes = { $file }: Diese Aufnahme von { $format } enthält weniger als drei Achsen; der Gang wird aus roher Beschleunigung und Drehrate gemessen.
reading-not-calibrated = { $file }: Diese Aufnahme von { $format } enthält nur unkalibrierte Zählwerte ohne Einheit; der Gang wird aus roher Beschleunigung und Drehrate gemessen.
reading-mixed-formats = { $file } ist eine einfache Tabelle, { $other } der Export eines Herstellers; eine gemeinsame Uhr fehlt. Geben Sie nur die Dateien eines Programms.
reading-archive-too-large = { $file }: Das Archiv wird nicht gelesen: es ist größer als jede Aufnahme. Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-too-many-files = { $file }: Das Archiv wird nicht gelesen: es enthält mehr Dateien als jede Aufnahme. Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-damaged = { $file }: Das Archiv wird nicht gelesen: es ist beschädigt ({ $reason }). Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-name-twice = { $file }: Das Archiv wird nicht gelesen: „{ $member }“ steht zweimal darin, und eine der Dateien ginge verloren. Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-cannot-unpack = { $file }: Das Archiv wird nicht gelesen: eine Datei darin lässt sich nicht entpacken ({ $reason }). Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-leads-out = { $file }: Das Archiv wird nicht gelesen: „{ $member }“ darin führt aus dem Archiv hinaus. Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-grows-beyond = { $file }: Das Archiv wird nicht gelesen: „{ $member }“ darin wird größer als { $limit } Bytes. Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-nested = { $file }: Das Archiv wird nicht gelesen: es liegt in einem anderen Archiv. Entpacken Sie es und geben Sie die Dateien; eine Tabellenkalkulation speichern Sie als CSV (UTF-8).
reading-archive-no-table = { $file }: Das Archiv wird nicht gelesen: Es enthält keine Tabelle (die erste Datei ist „{ $member }“). Geben Sie die Dateien mit den Messwerten der Sensoren.
reading-no-rate = { $file }: Dieser Export von { $format } sagt nicht, wie viele Messwerte er je Sekunde hat, und seine Spalten beweisen es nicht.
reading-unknown-site = { $file }: Der Name sagt nicht, wo der Sensor getragen wurde. Benennen Sie die Datei nach dem Ort (pelvis, thigh_left, thigh_right, shank_left, shank_right, trunk, foot_left, foot_right).
reading-unknown-prefix = { $file }: „{ $name }“ sagt nicht, welcher Sensor wo getragen wurde. Beginnen Sie den Namen jeder Spalte mit dem Ort, etwa thigh_left_acc_x_mps2.
reading-no-side = { $file }: „{ $name }“ nennt das Körperteil, aber nicht das Bein. Ergänzen Sie left oder right.
reading-ambiguous-site = { $file }: „{ $name }“ nennt mehr als einen Ort. Lassen Sie einen stehen, etwa thigh_left.
reading-same-site = { $file } und { $second } geben beide denselben Ort an. Behalten Sie eine der beiden, oder benennen Sie die andere nach dem Ort, an dem der Sensor wirklich war.
reading-half-sensor = { $file }: Es gibt nur einen der beiden Sensoren, Beschleunigung oder Drehrate. Beide werden gebraucht: Exportieren Sie die Aufnahme mit beiden.
reading-missing-axis = { $file }: Einem Sensor fehlt die Achse { $axis }. Exportieren Sie die Aufnahme mit x, y und z.
reading-same-column = { $file }: Die Spalte „{ $column }“ gibt es zweimal, oder zwei Spalten bedeuten dasselbe. Sind es zwei Sensoren, so setzen Sie vor die Spalten den Namen des Sensors.
reading-gravity-removed = { $file }: Die Spalte „{ $column }“ ist Beschleunigung ohne Schwerkraft. Die Schwerkraft sagt, wo oben ist: Exportieren Sie die kalibrierte Beschleunigung.
reading-no-time = { $file }: Es gibt keine Spalte mit den Zeiten. Nennen Sie sie time_s (Sekunden), time_ms, time_us oder timestamp_ns, oder geben Sie die Rate an, wenn die Zeilen gleichmäßig aufeinander folgen.
reading-no-header = { $file }, Zeile { $line }: Es fehlt die Kopfzeile; schon die erste Zeile enthält Zahlen. Setzen Sie eine Zeile mit den Namen davor: time_s, acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_x_radps, gyr_y_radps, gyr_z_radps.
reading-unknown-unit = { $file }, Spalte { $column }: Die Einheit steht nicht fest, und die Messwerte beweisen keine. Setzen Sie sie in den Namen der Spalte, etwa acc_x_mps2, acc_x_g, gyr_x_radps oder gyr_x_dps.
reading-mixed-units = { $file }, Spalte { $column }: Die Achsen eines Sensors müssen dieselbe Einheit haben.
reading-wrong-unit = { $file }: Der Name der Spalte { $column } sagt { $claimed }, die Messwerte sehen nach { $likely } aus. Benennen Sie die Spalten um, etwa { $rename }.
reading-wrong-scale = { $file }, Spalte { $column }: Die Beschleunigung läge meist bei { $typical } m/s², die Schwerkraft aber macht 9,8: Einheit oder Skala stimmen nicht. Geben Sie beide in einer Zuordnung der Spalten an.
reading-not-a-number = { $file }, Zeile { $line }, Spalte { $column }: „{ $found }“ ist keine Zahl. Berichtigen Sie die Zelle, oder lassen Sie sie leer, wo der Sensor keinen Messwert hat.
reading-impossible = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}: { $found } ist mehr, als irgendein Sensor messen kann ({ $count } von { $samples } Messwerten). Prüfen Sie die Einheit in den Spaltennamen und ob die Datei beschädigt oder falsch zusammengefügt wurde.
reading-sparse = Die Messwerte liegen zu weit auseinander: { $samples } in { $hours } Stunden. Das ist keine Aufnahme eines Gangs; prüfen Sie die Zeiten in den Dateien.
reading-infinite = { $file }, Zeile { $line }, Spalte { $column }: „{ $found }“ ist unendlich oder zu groß für eine Messung. Lassen Sie die Zelle leer, wo der Sensor keinen Messwert hat.
reading-missing-time = { $file }, Zeile { $line }, Spalte { $column }: Die Zeit fehlt. Jede Zeile braucht ihre Zeit; löschen Sie die Zeile, wenn es keine gibt.
reading-cell-count = { $file }, Zeile { $line }: { $found } Zellen, aber die Kopfzeile nennt { $expected } Spalten. Berichtigen Sie die Zeile, oder exportieren Sie die Datei neu.
reading-cell-count-last = { $file }, Zeile { $line }: { $found } Zellen, aber die Kopfzeile nennt { $expected } Spalten. Es ist die letzte Zeile der Datei: Aufnahme oder Kopie endete mitten darin. Löschen Sie die Zeile, oder kopieren Sie die Datei noch einmal.
reading-open-quote = { $file }, Zeile { $line }: Ein Anführungszeichen wird geöffnet und nicht geschlossen. Berichtigen Sie die Zeile, oder exportieren Sie die Datei ohne Anführungszeichen.
reading-time-repeats = { $file }, Zeile { $line }, Spalte { $column }: Die Zeit { $time } steht in zwei Zeilen mit verschiedenen Messwerten (auch in Zeile { $earlier }). Vielleicht wurden zwei Aufnahmen aneinandergehängt, oder die Zeiten sind zu grob gerundet: Exportieren Sie mit allen Nachkommastellen.
reading-time-backward = { $file }, Zeile { $line }, Spalte { $column }: Die Zeit läuft rückwärts, von { $before } zu { $after }. Vielleicht wurden zwei Aufnahmen aneinandergehängt, oder Zeilen sind vertauscht: Teilen Sie die Datei, oder exportieren Sie sie in der Reihenfolge der Zeit.
reading-lengths = { $site }: Zu { $rows } Zeiten sind nicht gleich viele Beschleunigungen und Drehraten da.
reading-too-short = { $file }: Es sind zu wenige Messwerte darin ({ $rows }). Wurde die Aufnahme sofort beendet oder die Datei nur teilweise kopiert?
reading-rate = { $file }: etwa { $rate } Messwerte je Sekunde. Die Ganganalyse braucht 20 bis 2000 (100 sind gut). Prüfen Sie die Einheit der Zeiten in Spalte { $column } und die Einstellung der Sensoren.
reading-unknown-time-unit = { $file }: Die Einheit der Zeiten in Spalte „{ $column }“ steht nicht fest. Nennen Sie die Spalte time_s, time_ms, time_us oder timestamp_ns.
reading-compressed = { $file }, nach Zeile { $line }: Die gepackte Datei ist beschädigt oder abgeschnitten. Kopieren Sie sie noch einmal.
reading-too-big = { $file }, nach Zeile { $line }: Ausgepackt ist die Datei größer als { $limit } Bytes. Eine Aufnahme ist viel kleiner; prüfen Sie, was diese Datei ist.
reading-line-too-long = { $file }, Zeile { $line }: Die Zeile ist länger als { $limit } Bytes; das ist keine Tabelle von Messwerten. Prüfen Sie, ob es eine CSV-Datei ist.
reading-no-usable-site = An Becken, Oberschenkel oder Unterschenkel ist kein Sensor, nur an: { $found }. Der Gang wird aus diesen Sensoren gemessen; ergänzen Sie einen.
# Exporte der Hersteller, und Tabellen, die eine Zuordnung beschreibt.
reading-no-column-names = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Es fehlt die Zeile mit den Namen der Spalten. Exportieren Sie die Aufnahme noch einmal, oder geben Sie die Datei so, wie sie exportiert wurde.
reading-no-columns = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Es fehlen die Spalten { $columns }. Exportieren Sie die Aufnahme noch einmal, mit ihnen.
reading-missing-file = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Es fehlt { $other }, worin die Messwerte stehen. Geben Sie auch diese Datei.
reading-unreadable = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Die Datei kann nicht gelesen werden ({ $reason }). Exportieren Sie die Aufnahme noch einmal, oder als CSV.
reading-shape = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Sensor { $sensor }: Die Messwerte stehen nicht in drei Spalten. Exportieren Sie die Aufnahme noch einmal, oder als CSV.
reading-counts = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Sensor { $sensor }: Es sind nicht gleich viele Zeiten, Beschleunigungen und Drehraten. Exportieren Sie die Aufnahme noch einmal, oder als CSV.
reading-which-quantity = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Die Spalten x, y, z können Beschleunigung oder Drehrate sein, und der Name der Datei sagt es nicht. Setzen Sie Acc oder Gyro in den Namen der Datei.
reading-json = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Das JSON ist nicht vollständig ({ $reason }). Kopieren Sie die Datei noch einmal.
reading-export-time-backward = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Die Zeit läuft bei { $time } s rückwärts. Vielleicht wurden zwei Aufnahmen aneinandergehängt: Geben Sie jede für sich.
reading-same-half = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Diese Datei und { $other } enthalten dieselbe Größe eines Sensors. Geben Sie nur die Dateien einer Aufnahme, je Sensor ein Paar.
reading-no-table = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Wo die Spalten beginnen sollen, ist keine Zeile. Berichtigen Sie die Zuordnung der Spalten.
reading-no-tables = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Sie enthält keine Reihen von Zahlen, die für eine Aufnahme lang genug sind. MATLABs Tabellenobjekte werden nicht gelesen: Nehmen Sie in MATLAB table2struct(T, "ToScalar", true) oder writetable.
reading-without-hdf5 = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Dieses Programm wurde ohne HDF5 gebaut. Exportieren Sie die Aufnahme als CSV, oder nehmen Sie ein Programm, das damit gebaut wurde.
reading-no-gyroscope = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Der Sensor hat kein Gyroskop (ein AX3). Gang wird aus Beschleunigung und Drehrate gemessen: Nehmen Sie mit einem AX6 auf.
reading-no-mapped-column = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
} (als { $format }): Es gibt keine Spalte „{ $name }“ (vorhanden sind { $columns }). Berichtigen Sie die Zuordnung der Spalten.
# Was keine Tabelle ist.
reading-spreadsheet = { $file }: Das ist eine Tabelle oder ein Dokument anderer Form als .xlsx. Öffnen Sie die Datei und speichern Sie sie als .xlsx oder CSV (UTF-8).
reading-spreadsheet-or-archive = { $file }: Das ist eine Tabellenkalkulation oder ein Zip-Archiv, keine CSV-Datei. Öffnen Sie sie und speichern Sie sie als CSV (UTF-8), oder entpacken Sie sie vorher.
reading-utf16 = { $file }: Der Text ist als UTF-16 gespeichert. Speichern Sie die Datei noch einmal als CSV (UTF-8).
reading-matlab = { $file }: Das ist eine MATLAB-Datei alter Form. Speichern Sie sie in MATLAB neu (save walk.mat -v7), oder schreiben Sie ihre Signale als Tabelle: writetable(T, "walk.csv").
reading-c3d = { $file }: Das ist eine C3D-Datei. Exportieren Sie Beschleunigung und Drehrate der Sensoren als CSV.
reading-pdf = { $file }: Das ist eine PDF-Datei: Sie zeigt eine Aufnahme, enthält sie aber nicht. Exportieren Sie die Rohdaten als CSV.
reading-mvnx = { $file }: Das ist eine MVNX-Datei: Sie enthält die Bewegung des Modells und Beschleunigung ohne Schwerkraft, aber von keinem Sensor die Rohdaten. Exportieren Sie Beschleunigung und Drehrate der Tracker als Text (MT Manager).
reading-numpy = { $file }: Das ist eine NumPy- oder Pickle-Datei. Schreiben Sie sie in Python als Tabelle: pandas.DataFrame(data).to_csv("walk.csv").
reading-parquet = { $file }: Das ist eine Parquet-Datei. Schreiben Sie sie in Python als Tabelle: pandas.read_parquet(file).to_csv("walk.csv").
reading-database = { $file }: Das ist eine Datenbank. Exportieren Sie ihre Tabelle der Messwerte als CSV.
reading-picture = { $file }: Das ist ein Bild oder ein Film. Exportieren Sie die Rohdaten der Sensoren als CSV.
reading-binary = { $file }: Das ist keine Textdatei. Prüfen Sie, ob es eine CSV-Datei ist.
# Was gegeben wurde, und was zu fragen ist.
reading-nothing-given = Es wurde keine Aufnahme gegeben. Geben Sie den Ordner einer Sitzung oder die CSV-Dateien einer Aufnahme.
reading-write = { $file }: kann nicht geschrieben werden ({ $reason }). Gibt es den Ordner, und ist darin Platz?
reading-several-recordings = { $file }: enthält { $count } Aufnahmen; gelesen wird immer nur eine. Wählen Sie eine davon.
reading-no-such-recording = Eine Aufnahme „{ $only }“ gibt es hier nicht.
reading-needs-sites = { $file }: Es muss gesagt werden, wo diese Sensoren getragen wurden: { $sensors }.
reading-session-toml = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $reason }. Berichtigen Sie Schreibweise oder Wert, oder löschen Sie die Zeile.
reading-session-version = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: ist { $found }; dieses Programm kennt Version 1. Aktualisieren Sie das Programm.
reading-session-date = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: kann nicht „{ $found }“ sein. Schreiben Sie Jahr-Monat-Tag, etwa 2026-05-31.
reading-session-out-of-range = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $value } ist nicht möglich ({ $from } bis { $to }). Längen stehen in Metern, etwa 1.72.
reading-session-intake = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Diese Antwort ist keine der möglichen. Berichtigen Sie sie, oder löschen Sie die Zeile.
reading-session-note = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Dieser Teil der Notiz ist so nicht möglich. Berichtigen Sie ihn, oder löschen Sie die Zeile.
reading-session-phase = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Ein Abschnitt muss vor seinem Ende beginnen; einer reicht von { $start } bis { $end } s.
reading-session-mark = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Eine Marke ist keine endliche Zahl von Sekunden.
reading-session-site-twice = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $site } steht zweimal da. Lassen Sie einen Eintrag je Sensor.
reading-session-clock-offset = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Der Versatz der Uhr von { $site } übersteigt jede Uhr (1e10 s). Schreiben Sie Sekunden.
reading-session-clock-uncertainty = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Die Unsicherheit der Uhr von { $site } muss 0 oder mehr Sekunden sein.
reading-session-not-positive = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: muss für { $site } größer als 0 sein.
reading-session-not-a-shank = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: ist die Höhe über dem Knöchel und gehört zu einem Unterschenkel, nicht zu { $site }.
reading-session-mounting = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: von { $site } ist keine Drehung: Die Zeilen müssen rechtwinklige Einheitsvektoren sein, rechtshändig.
reading-journal-clock = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Eine Uhr, die bei { $at } s steht und um { $drift } abweicht, ist keine. Entfernen Sie die Datei, um die Messwerte zu lesen, wie sie sind.
reading-journal = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $reason }. Entfernen Sie die Datei, um die Messwerte zu lesen, wie sie sind, ohne die verspäteten.
reading-mapping-toml = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $reason }. Eine Zuordnung braucht [time] und ein [[sensor]] mit acc, acc_unit, gyr und gyr_unit.
reading-mapping-no-time = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: Geben Sie die Spalte der Zeiten an, oder rate_hz.
reading-mapping-not-positive = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: muss größer als 0 sein.
reading-mapping-rate-or-column = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: gehört zu einer Tabelle ohne Zeiten, oder zu einer Spalte, die Messwerte zählt (unit = "count").
reading-mapping-time-unit = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: muss s, ms, us, ns, date oder count sein.
reading-mapping-acc-unit = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: muss m/s², g oder mg sein.
reading-mapping-gyr-unit = { $file }{ $line ->
    [none] {""}
   *[other] , Zeile { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: muss rad/s, deg/s oder mdeg/s sein.
# Wie das Programm eines Herstellers die Rohdaten hergibt.
raw-signals-apdm = Exportieren Sie die Rohdaten der Aufnahme („Raw data“, HDF5 oder CSV) mit Accelerometer und Gyroskop.
raw-signals-bids = Positionen und Orientierungen allein können hier nicht ausgewertet werden.
raw-signals-delsys = Wählen Sie in Trigno Discover oder EMGworks einen Sensormodus mit Accelerometer und Gyroskop, nehmen Sie noch einmal auf, und exportieren Sie als CSV.
raw-signals-metamotion = Geben Sie von jedem Sensor die Dateien Accelerometer und Gyroscope.
raw-signals-mt-manager = Wählen Sie in den Exporteinstellungen von MT Manager „Acceleration“ und „Rate of turn“ (kalibriert), und exportieren Sie dieselbe Aufnahme noch einmal: Die .mtb-Datei enthält beides.
raw-signals-noraxon = Exportieren Sie in myoRESEARCH „Acceleration“ und „Gyroscope“ der Segmente als CSV.
raw-signals-phyphox = Exportieren Sie das Experiment noch einmal mit allen Spalten.
raw-signals-shimmer = Schalten Sie in Consensys den Wide-Range-Beschleunigungssensor und das Gyroskop ein, und exportieren Sie kalibrierte Daten (CAL) mit Unix-Zeitstempeln.
raw-signals-witmotion = Nehmen Sie noch einmal auf, mit Beschleunigung und Drehrate in der Ausgabe.
raw-signals-xsens-dot = Nehmen Sie noch einmal im Modus „Rate quantities“ oder „Custom mode 5“ auf (Beschleunigung und Drehrate), und exportieren Sie das.
