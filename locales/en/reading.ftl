# Why files cannot be read, as a page says it. Where a file has no line, $line is “none”.

reading-not-found = { $file }: there is no such file or folder.
reading-io = { $file }: cannot be read ({ $reason }). Is the file open in another program?
reading-no-sensor-files = { $file }: holds no recording of sensors. Expected are CSV files named by site, such as pelvis.csv, thigh_left.csv and shank_left.csv, or one CSV file with columns such as pelvis_acc_x_mps2.
reading-not-a-sensor-file = { $file }: three axes of an accelerometer and three of a gyroscope are not recognised among its columns ({ $columns }). Name them time_s, acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_x_radps, gyr_y_radps and gyr_z_radps.
reading-no-angular-velocity = { $file }: this recording of { $format } holds acceleration but no angular velocity; gait is measured from raw acceleration and angular velocity.
reading-no-acceleration = { $file }: this recording of { $format } holds angular velocity but no acceleration with gravity; gait is measured from raw acceleration and angular velocity.
reading-orientation-only = { $file }: this recording of { $format } holds only orientation and what the sensor computed from it; gait is measured from raw acceleration and angular velocity.
reading-no-raw-signals = { $file }: this recording of { $format } holds no sensor with acceleration and angular velocity{ $signals ->
    [none] {""}
   *[other] {" "}(its signals are { $signals })
}; gait is measured from raw acceleration and angular velocity.
reading-fewer-axes = { $file }: this recording of { $format } holds fewer than three axes; gait is measured from raw acceleration and angular velocity.
reading-not-calibrated = { $file }: this recording of { $format } holds only uncalibrated counts without units; gait is measured from raw acceleration and angular velocity.
reading-mixed-formats = { $file } is a plain table, { $other } an export of a sensor maker’s program; they share no clock. Give the files of one program only.
reading-archive-too-large = { $file }: the archive is not read: it is larger than any recording. Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-too-many-files = { $file }: the archive is not read: it holds more files than any recording. Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-damaged = { $file }: the archive is not read: it is damaged ({ $reason }). Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-name-twice = { $file }: the archive is not read: “{ $member }” stands in it twice, and one would be lost. Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-cannot-unpack = { $file }: the archive is not read: a file in it cannot be unpacked ({ $reason }). Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-leads-out = { $file }: the archive is not read: “{ $member }” in it leads out of the archive. Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-grows-beyond = { $file }: the archive is not read: “{ $member }” in it grows beyond { $limit } bytes. Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-nested = { $file }: the archive is not read: it lies in another archive. Unpack it and give its files; a spreadsheet is saved as CSV (UTF-8).
reading-archive-no-table = { $file }: the archive is not read: it holds no table (the first of its files is “{ $member }”). Give the files with the sensors’ samples.
reading-no-rate = { $file }: this export of { $format } does not say how many samples there are in a second, and its columns do not prove it.
reading-unknown-site = { $file }: the name does not say where the sensor was worn. Rename the file after the site (pelvis, thigh_left, thigh_right, shank_left, shank_right, trunk, foot_left, foot_right).
reading-unknown-prefix = { $file }: “{ $name }” does not say which sensor was worn where. Begin each column’s name with its site, such as thigh_left_acc_x_mps2.
reading-no-side = { $file }: “{ $name }” names the segment but not the leg. Add left or right.
reading-ambiguous-site = { $file }: “{ $name }” names more than one site. Keep one, such as thigh_left.
reading-same-site = { $file } and { $second } claim the same site. Keep one of them, or rename the other after the site where it was really worn.
reading-half-sensor = { $file }: only one of the two sensors is there, accelerometer or gyroscope. Both are needed: export the recording with both.
reading-missing-axis = { $file }: a sensor has no { $axis } axis. Export the recording with x, y and z.
reading-same-column = { $file }: the column “{ $column }” stands twice, or two columns mean the same. If they are two sensors, put each one’s name before its columns.
reading-gravity-removed = { $file }: the column “{ $column }” is acceleration without gravity. Gravity is needed to know which way is up: export the calibrated acceleration.
reading-no-time = { $file }: there is no column with the times. Name it time_s (seconds), time_ms, time_us or timestamp_ns, or give the rate if the rows follow each other evenly.
reading-no-header = { $file }, line { $line }: there is no header; the first row already holds numbers. Put a row with the names before it: time_s, acc_x_mps2, acc_y_mps2, acc_z_mps2, gyr_x_radps, gyr_y_radps, gyr_z_radps.
reading-unknown-unit = { $file }, column { $column }: the unit is not known, and the samples do not prove one. Put it into the column’s name, such as acc_x_mps2, acc_x_g, gyr_x_radps or gyr_x_dps.
reading-mixed-units = { $file }, column { $column }: the axes of one sensor must have the same unit.
reading-wrong-unit = { $file }: the name of the column { $column } says { $claimed }, the samples look like { $likely }. Rename the columns, such as { $rename }.
reading-wrong-scale = { $file }, column { $column }: the typical acceleration would be { $typical } m/s², and gravity makes it 9.8: the unit or the scale is wrong. Say both in a mapping of the columns.
reading-not-a-number = { $file }, line { $line }, column { $column }: “{ $found }” is not a number. Correct the cell, or leave it empty where the sensor has no sample.
reading-impossible = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}: { $found } is more than any sensor can measure ({ $count } of { $samples } samples are). Check the unit in the columns’ names, and whether the file was damaged or joined wrongly.
reading-sparse = The samples lie too far apart: { $samples } in { $hours } hours. This is no recording of a walk; check the times in the files.
reading-infinite = { $file }, line { $line }, column { $column }: “{ $found }” is infinite or too large for a measurement. Leave the cell empty where the sensor has no sample.
reading-missing-time = { $file }, line { $line }, column { $column }: the time is missing. Every row needs its time; delete the row if it has none.
reading-cell-count = { $file }, line { $line }: { $found } cells, but the header names { $expected } columns. Correct the row, or export the file again.
reading-cell-count-last = { $file }, line { $line }: { $found } cells, but the header names { $expected } columns. It is the file’s last line: recording or copying stopped in the middle of it. Delete the line, or copy the file again.
reading-open-quote = { $file }, line { $line }: a quotation mark is opened and not closed. Correct the row, or export the file without quotation marks.
reading-time-repeats = { $file }, line { $line }, column { $column }: the time { $time } stands on two rows with different values (also in line { $earlier }). Two recordings may have been joined, or the times were rounded too coarsely: export again with all decimals.
reading-time-backward = { $file }, line { $line }, column { $column }: time runs backward, from { $before } to { $after }. Two recordings may have been joined, or rows are out of order: split the file, or export it again in order of time.
reading-lengths = { $site }: to { $rows } times there are not as many accelerations and angular rates.
reading-too-short = { $file }: there are too few samples in it ({ $rows }). Was the recording stopped at once, or the file copied only in part?
reading-rate = { $file }: about { $rate } samples per second. Gait analysis needs 20 to 2000 (100 is good). Check the unit of the times in column { $column }, and the setting of the sensors.
reading-unknown-time-unit = { $file }: the unit of the times in column “{ $column }” is not stated. Name the column time_s, time_ms, time_us or timestamp_ns.
reading-compressed = { $file }, after line { $line }: the compressed file is damaged or cut short. Copy it again.
reading-too-big = { $file }, after line { $line }: unpacked, the file is larger than { $limit } bytes. A recording is far smaller; check what this file is.
reading-line-too-long = { $file }, line { $line }: the line is longer than { $limit } bytes; this is no table of samples. Check that it is a CSV file.
reading-no-usable-site = There is no sensor on pelvis, thigh or shank, only on: { $found }. Walking is measured from these; add one of them.
reading-no-column-names = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): the row of column names is not there. Export the recording again, or give the file as it was exported.
reading-no-columns = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): there are no columns { $columns }. Export the recording again with them.
reading-missing-file = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): { $other }, which holds the samples, is not there. Give it too.
reading-unreadable = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): the file cannot be read ({ $reason }). Export the recording again, or as CSV.
reading-shape = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): sensor { $sensor }: its samples do not stand in three columns. Export the recording again, or as CSV.
reading-counts = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): sensor { $sensor }: there are not as many times as accelerations and angular velocities. Export the recording again, or as CSV.
reading-which-quantity = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): the columns x, y, z may be acceleration or angular velocity, and the file’s name does not say which. Put Acc or Gyro into the file’s name.
reading-json = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): the JSON is not complete ({ $reason }). Copy the file again.
reading-export-time-backward = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): time runs backward at { $time } s. Two recordings may have been joined: give each by itself.
reading-same-half = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): it and { $other } hold the same quantity of one sensor. Give the files of one recording only, one pair for each sensor.
reading-no-table = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): there is no line where the columns should begin. Correct the mapping of the columns.
reading-no-tables = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): it holds no arrays of numbers that are long enough for a recording. MATLAB’s table objects are not read: use table2struct(T, "ToScalar", true) or writetable in MATLAB.
reading-without-hdf5 = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): this program was built without HDF5. Export the recording as CSV, or use a program that was built with it.
reading-no-gyroscope = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): the sensor has no gyroscope (an AX3). Gait is measured from acceleration and angular velocity: record with an AX6.
reading-no-mapped-column = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
} (as { $format }): there is no column “{ $name }” (there are { $columns }). Correct the mapping of the columns.
reading-spreadsheet = { $file }: this is a spreadsheet or document of another form than .xlsx. Open it and save it as .xlsx or CSV (UTF-8).
reading-spreadsheet-or-archive = { $file }: this is a spreadsheet or a zip archive, not a CSV file. Open it and save it as CSV (UTF-8), or unpack it first.
reading-utf16 = { $file }: the text is stored as UTF-16. Save the file again as CSV (UTF-8).
reading-matlab = { $file }: this is a MATLAB file of an old form. In MATLAB save it anew (save walk.mat -v7), or write its signals as a table: writetable(T, "walk.csv").
reading-c3d = { $file }: this is a C3D file. Export the sensors’ acceleration and angular velocity as CSV.
reading-pdf = { $file }: this is a PDF, which shows a recording and does not hold it. Export the raw data as CSV.
reading-mvnx = { $file }: this is an MVNX file: it holds the model’s movement and acceleration without gravity, and no sensor’s raw signals. Export acceleration and angular velocity of the trackers as text (MT Manager).
reading-numpy = { $file }: this is a NumPy or pickle file. In Python write it as a table: pandas.DataFrame(data).to_csv("walk.csv").
reading-parquet = { $file }: this is a Parquet file. In Python write it as a table: pandas.read_parquet(file).to_csv("walk.csv").
reading-database = { $file }: this is a database. Export its table of samples as CSV.
reading-picture = { $file }: this is a picture or a film. Export the sensors’ raw data as CSV.
reading-binary = { $file }: this is not a text file. Check that it is a CSV file.
reading-nothing-given = No recording was given. Give a session folder or the CSV files of one recording.
reading-write = { $file }: cannot be written ({ $reason }). Is the folder there, with room in it?
reading-several-recordings = { $file }: holds { $count } recordings, and only one is read at a time. Choose one of them.
reading-no-such-recording = There is no recording “{ $only }” here.
reading-needs-sites = { $file }: it must be said where these sensors were worn: { $sensors }.
reading-session-toml = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $reason }. Correct the spelling or the value, or delete the line.
reading-session-version = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: is { $found }, but this program knows version 1. Update the program.
reading-session-date = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: cannot be “{ $found }”. Write year-month-day, such as 2026-05-31.
reading-session-out-of-range = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $value } is not possible ({ $from } to { $to }). Lengths are in metres, such as 1.72.
reading-session-intake = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: this answer cannot be taken. Correct it, or delete the line.
reading-session-note = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: this part of the note cannot be taken. Correct it, or delete the line.
reading-session-phase = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: a phase must start before it ends, but one runs from { $start } to { $end } s.
reading-session-mark = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: a mark is not a finite number of seconds.
reading-session-site-twice = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $site } stands twice. Keep one entry per sensor.
reading-session-clock-offset = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: the clock offset of { $site } is beyond every clock (1e10 s). Write seconds.
reading-session-clock-uncertainty = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: the clock uncertainty of { $site } must be 0 or more seconds.
reading-session-not-positive = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: of { $site } must be greater than 0.
reading-session-not-a-shank = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: is the height above the ankle and belongs to a shank, not to { $site }.
reading-session-mounting = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: of { $site } is not a rotation: its rows must be unit vectors at right angles, right-handed.
reading-journal-clock = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: a clock that stands at { $at } s and drifts by { $drift } is none. Remove the file to read the samples as they are.
reading-journal = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $reason }. Remove the file to read the samples as they are, without those that came late.
reading-mapping-toml = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: { $reason }. A mapping needs [time] and one [[sensor]] with acc, acc_unit, gyr and gyr_unit.
reading-mapping-no-time = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: give the column of the times, or rate_hz.
reading-mapping-not-positive = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: must be greater than 0.
reading-mapping-rate-or-column = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: belongs to a table without times, or to a column that counts samples (unit = "count").
reading-mapping-time-unit = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: must be s, ms, us, ns, date or count.
reading-mapping-acc-unit = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: must be m/s², g or mg.
reading-mapping-gyr-unit = { $file }{ $line ->
    [none] {""}
   *[other] , line { $line }
}{ $column ->
    [none] {""}
   *[other] , { $column }
}: must be rad/s, deg/s or mdeg/s.
# How a maker’s program gives the raw signals.
raw-signals-apdm = Export the raw data of the recording (“Raw data”, HDF5 or CSV) with accelerometer and gyroscope.
raw-signals-bids = Positions and orientations alone cannot be analysed here.
raw-signals-delsys = In Trigno Discover or EMGworks choose a sensor mode with accelerometer and gyroscope, record again, and export as CSV.
raw-signals-metamotion = Give the Accelerometer and the Gyroscope file of each sensor.
raw-signals-mt-manager = In MT Manager choose “Acceleration” and “Rate of turn” (calibrated data) under the exporter’s options and export the same recording again: the .mtb file holds both.
raw-signals-noraxon = In myoRESEARCH export “Acceleration” and “Gyroscope” of the segments as CSV.
raw-signals-phyphox = Export the experiment again with all its columns.
raw-signals-shimmer = In Consensys enable the wide-range accelerometer and the gyroscope, and export calibrated data (CAL) with Unix time stamps.
raw-signals-witmotion = Record again with acceleration and angular velocity in the output content.
raw-signals-xsens-dot = Record again with the measurement mode “Rate quantities” or “Custom mode 5” (acceleration and angular velocity), and export that.
