# Grades of a recording.
grade-A = Good recording
    .meaning = As good as this set of sensors gives. The verdicts below can be used.
grade-B = Usable with care
    .meaning = The results can be read, but they are weaker than they could be. The reasons are listed below.
grade-C = For orientation only
    .meaning = Results are shown, but nothing may be concluded from them. The reasons are listed below.

# Reasons behind grade B or C; `.advice` says what to do next time.
quality-much-lost = More than a tenth of the samples of a sensor were lost.
    .advice = Keep the receiver within a few metres, charge the sensors, and record again.
quality-some-lost = Some samples were lost on the way.
    .advice = Keep the receiver closer and free of obstacles.
quality-clipped = Movement went beyond the range of a sensor.
    .advice = Set the sensor to ±16 g and at least ±1000 °/s.
quality-gravity-off = A sensor at rest does not read gravity correctly.
    .advice = Calibrate the accelerometer, or exchange the sensor.
quality-no-walking = No walking was found.
    .advice = Record at least 20 strides in a straight line, and check that every sensor sits on the named place.
quality-very-few-strides = There are fewer than 8 steady strides on a side.
    .advice = Walk longer: at least 30 steady strides on each side, about one minute.
quality-few-strides = There are fewer than 30 steady strides on a side, so that small side differences cannot be judged.
    .advice = Walk longer: at least 30 steady strides on each side, about one minute.
quality-contacts-from-thighs = Foot contacts were found with the thigh sensors, because there is no knee sensor; their timing is less certain.
    .advice = Add the knee sensors (shank) for timing.
quality-contacts-from-pelvis = Foot contacts were found with the pelvis sensor alone; left and right are estimated.
    .advice = Add the knee sensors (shank) on both legs.
quality-no-standing-phase = There was no quiet standing, so that the zero of the angles is assumed.
    .advice = Begin with five seconds of quiet, upright standing.
quality-sensor-not-aligned = A sensor could not be aligned with the body; its angles are left out.
    .advice = Begin with quiet standing, then walk straight ahead, and check the straps.
quality-clocks-uncertain = The sensors' clocks agree less well than 10 ms; times between the legs are less certain.
    .advice = Synchronise the sensors before the recording.
quality-problems-found = A problem was found in the data; see the remarks on the recording.
    .advice = Read the remarks below before you use the results.
quality-one-sided-kit = Sensors were worn on one leg only, so that the legs cannot be compared.
    .advice = Wear the same sensors on both legs.

# Reasons why one side difference has no verdict.
gate-too-few-strides = too few steady strides
gate-clock = the sensors' clocks are not close enough
gate-zero-assumed = the zero of the angle is assumed
gate-weak-source = foot contacts are less certain with these sensors
gate-unlike-swing = the legs swing too differently to compare when the feet leave the ground
gate-poor-sensor = a sensor's data are incomplete
gate-calibration = the sensor's alignment is uncertain

# What was not measured, and why.
absent-no-walking = no walking was found
absent-no-thigh-sensor = needs a hip sensor (thigh), which was not worn
absent-no-shank-sensor = needs a knee sensor (shank), which was not worn
absent-no-pelvis-sensor = needs a pelvis sensor, which was not worn
absent-no-trunk-sensor = needs a trunk sensor, which was not worn
absent-no-foot-analysis = sensors on the feet are not analysed
absent-one-sided-kit = sensors were worn on one leg only
absent-not-calibrated = the sensor could not be aligned with the body
absent-contacts-from-pelvis = cannot be found with the pelvis sensor alone
absent-not-a-number = the calculation gave no number
absent-too-few-strides = too few steady strides
absent-no-speed = needs the walking speed, which was not found
absent-no-reference-for-children = the reference values hold for adults only
absent-no-reference-at-this-speed = there are no reference values for this walking speed
absent-no-outer-zero = needs a stand against a wall, which was not recorded
absent-needs-both-knees-hips-and-pelvis = needs the curves of both knees, both hips and the pelvis

# Things that can be absent and are neither a measure nor a curve nor a sensor.
thing-gait = Gait
thing-knee_flexion = Knee angle
thing-hip_flexion = Hip angle
thing-pelvis = Pelvis angles
thing-trunk_lean = Trunk lean
thing-trunk = Trunk angles
thing-stance = Stance and swing times
thing-shock = Impact accelerations
thing-foot = Foot angles
thing-step_length = Step length
thing-speed = Walking speed
thing-profile = Comparison with healthy people
thing-curve-shapes = Shape of the curves
thing-rgps-5 = Profile score of five curves
thing-sway = Sway in standing
thing-standing-posture = Posture in standing

# Remarks on the recording: what the reader and the checks found. Site and times are added in front where they are known.
notice-gap = Samples are missing { $count ->
    [one] in one place
   *[other] in { $count } places
} ({ $lost_percent } % in all, the longest gap { $longest_s } s).
    .advice = Keep the receiver closer, and charge the sensor.
notice-clipped = { $percent } % of the samples reach the end of the sensor's range, so that peaks are cut off.
    .advice = Choose a larger range.
notice-flat-signal = The signal stands still { $count ->
    [one] once
   *[other] { $count } times
}, { $total_s } s in all, as if the sensor had stopped.
    .advice = Check the sensor before the next recording.
notice-gyroscope-dead = The gyroscope gives no changing values.
    .advice = Exchange the sensor, or check how the data were exported.
notice-acceleration-off = The usual acceleration is { $median_mps2 } m/s², far from gravity (9.81 m/s²).
    .advice = Check the unit of the acceleration columns.
notice-gravity-off = At rest the sensor reads { $gravity_mps2 } m/s² instead of 9.81 m/s².
    .advice = Calibrate the accelerometer.
notice-incomplete-rows = { $count ->
    [one] One row was incomplete and was
   *[other] { $count } rows were incomplete and were
} left out.
notice-duplicate-rows-dropped = { $count ->
    [one] One row appears twice; it was
   *[other] { $count } rows appear twice; they were
} counted once.
notice-recording-unfinished = The recording broke off or is still going on. It was read up to the last whole line.
    .advice = Finish it with gaitscope record --resume.
notice-files-ignored = Files that are no recordings were not read: { $files }.
notice-columns-ignored = Columns that are not needed were not read: { $columns }.
notice-session-sensor-absent = session.toml names this sensor, but there are no data of it.
notice-sensor-site-unknown = The place on the body of “{ $name }” in { $file } is not known, so it was not used.
    .advice = Name the file or the columns by site, such as thigh_left or shank_right.
notice-second-sensor-ignored = There are two recordings for this place: { $kept } was used, { $ignored } was not.
notice-rate-differs = The session file says { $stated_hz } Hz, the data say { $measured_hz } Hz; the data were believed.
notice-low-rate = The sensor measured only { $rate_hz } times a second.
    .advice = Record at 100 Hz or more.
notice-clock-shifted = The times were shifted so that the recording begins at zero; it began at { $start_s } s.
notice-time-unit-inferred = The unit of time in { $file } was inferred: { $per_second } to a second.
notice-acc-unit-inferred = The unit of the acceleration in { $file } was inferred: { $unit }.
notice-height-assumed = The body height is not in the session file; an average height was assumed for the walking speed.
    .advice = Enter the height in session.toml.
notice-starts-and-stops-counted = The walk was short: strides at the start and the end of walking were counted.
    .advice = Walk longer.
notice-turns-counted = The walk was short: strides in turns were counted as well.
    .advice = Walk longer.
notice-sides-swapped = Left and right may be swapped.
    .advice = Check on which leg each sensor was worn.
notice-sensor-moved = The sensor moved on the body during the recording.
    .advice = Fasten the strap, and record again.

# Sites, in the words of the people who wear the sensors.
site-pelvis = pelvis sensor
site-thigh_left = left hip sensor (thigh)
site-thigh_right = right hip sensor (thigh)
site-shank_left = left knee sensor (shank)
site-shank_right = right knee sensor (shank)
site-trunk = trunk sensor
site-foot_left = left foot sensor
site-foot_right = right foot sensor

# Why a stride does not count.
exclusion-turn = in or beside a turn
exclusion-gait_start = start of walking
exclusion-gait_stop = end of walking
exclusion-gap = samples missing
exclusion-implausible = not plausible
exclusion-not_steady = not steady
exclusion-not_level_walking = not level walking
