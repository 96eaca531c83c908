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
quality-limited-sensors = The sensors used cannot do all that a good recording needs; see the remarks on the recording.
    .advice = Use sensors with a clock and a memory of their own for small differences between the legs.
quality-problems-found = A problem was found in the data; see the remarks on the recording.
    .advice = Read the remarks below before you use the results.
quality-sensor-moved = A sensor moved on the body during the recording.
    .advice = Fasten the straps more tightly, and check them after the walk.
quality-one-sided-kit = Sensors were worn on one leg only, so that the legs cannot be compared.
    .advice = Wear the same sensors on both legs.

# Reasons why one side difference has no verdict.
gate-too-few-strides = too few steady strides
    .advice = Walk longer: at least 30 steady strides on each side, about one minute.
gate-clock = the sensors' clocks are not close enough
    .advice = Synchronise the sensors before the recording.
gate-zero-assumed = the zero of the angle is assumed
    .advice = Begin with five seconds of quiet, upright standing.
gate-weak-source = foot contacts are less certain with these sensors
    .advice = Add the knee sensors (shank) on both legs.
gate-unlike-swing = the legs swing too differently to compare when the feet leave the ground
gate-poor-sensor = a sensor's data are incomplete
    .advice = Keep the receiver close, charge the sensors, and set the range to ±16 g.
gate-sensor-moved = a sensor moved on the body during the recording
    .advice = Fasten the strap more tightly, and check it after the walk.
gate-slow-sampling = impacts want at least 200 samples a second
    .advice = Record at 200 Hz or more if the sensor can.
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
notice-site-from-name = The place on the body was taken from the name “{ $name }”.
    .advice = Check that the sensor was really worn there.
notice-clocks-by-time-stamps = The sensors were brought together by their time stamps, which agree to about { $uncertainty_ms } ms.
notice-clocks-by-movement = The sensors were brought together by the three jumps or heel drops, to about { $uncertainty_ms } ms.
notice-gyroscope-interpolated = The gyroscope has times of its own; its values were interpolated to those of the accelerometer.
notice-low-range-accelerometer = The accelerometer ends at { $range_g } g, so heel strikes are cut off.
    .advice = Switch the sensor's wide-range accelerometer on.
notice-sensor-no-resend = Sensors of this kind cannot send missed samples again.
    .advice = Stay within a few metres of the receiver.
notice-sensor-no-device-time = Sensors of this kind do not say when a sample was taken; its arrival was used, which is uncertain by some hundredths of a second.
    .advice = Do not rely on small time differences between the legs.
notice-sensor-low-live-rate = Sensors of this kind send less than 100 samples a second.
    .advice = Impacts are blunted; use faster sensors for them.
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

# What the setup detective found. $size is a factor, an angle, a share or a delay; $side a leg.
notice-setup-acceleration_unit = The acceleration is not in m/s²: its usual size is not that of gravity.
    .advice = Name the unit in the column, such as acc_x_g.
notice-setup-rate_unit = The gyroscope is not in the unit that its columns name: degrees and radians were mixed up.
    .advice = Name the unit in the column, gyr_x_dps for degrees per second, gyr_x_radps for radians per second.
notice-setup-exchanged = The columns of accelerometer and gyroscope are exchanged.
    .advice = Correct the export or the names of the columns.
notice-setup-axes_permuted = The gyroscope's axes are not in the order, or not of the sign, of the accelerometer's axes.
    .advice = Correct the order of the columns in the export.
notice-setup-rate_scale = The gyroscope's values are too large or too small; multiplied by { $size } they fit gravity.
    .advice = Check the measuring range that the export was made with.
notice-setup-contradiction = Accelerometer and gyroscope contradict each other, and no simple mistake explains it.
    .advice = Do not use this sensor; record again, and have the sensor checked.
notice-setup-thigh_for_shank = On the { $side ->
        [left] left
       *[other] right
    } leg, thigh and shank seem to be exchanged: the sensor called shank swings less than the one called thigh.
    .advice = Which sensor was below the knee?
notice-setup-legs_crossed = One pair of sensors sits on the other legs: left thigh and right shank swing together.
    .advice = Check which leg each sensor was strapped to.
notice-setup-left_for_right = The pelvis sensor says left where the leg sensors say right. Either the leg sensors are on the other legs, or the pelvis sensor's acceleration is upside down.
    .advice = Which leg was the sensor called left strapped to?
notice-setup-upside_down = { $side ->
        [left] The two sensors of the left leg accelerate to opposite sides: gravity seems to be upside down in one of them.
        [right] The two sensors of the right leg accelerate to opposite sides: gravity seems to be upside down in one of them.
       *[other] When the person turns, this sensor turns the other way than the rest of the body: its acceleration is upside down.
    }
    .advice = Check whether it was exported with the opposite sign.
notice-setup-clipped = { $size } % of the samples end at the sensor's range, so that peaks are cut off.
    .advice = Set a wider range: 16 g and 1000 degrees per second or more.
notice-setup-slipped = The sensor turned by about { $size }° on the body during the recording.
    .advice = Fasten the strap and record again, or use only the part before it slipped.
notice-setup-lost_rows = The sensor falls behind the others, by { $size } ms at the end: rows were lost, but its times count rows.
    .advice = Export with the sensor's own time stamps or packet counter, or record again.
setup-remedy-repaired = mended
setup-remedy-asked = please check
setup-remedy-refused = not usable
setup-remedy-told = note
