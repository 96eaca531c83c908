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
quality-few-strides = There are fewer than 20 steady strides on a side, so that side differences cannot be judged.
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
quality-sensors-disagree = The sensors do not agree with each other; see the remarks on the recording.
    .advice = Mend the cause that the remarks name, and record again.
quality-not-one-walk = The sensors do not show one walk of one person.
    .advice = Check whether files of another person or another walk were mixed in.
quality-few-plausible-strides = Most strides are not plausible, so that few are left.
    .advice = See the remarks on the recording: the cause is more likely a sensor, its time or its place than the length of the walk.
quality-no-sensor-aligned = There is motion, but no sensor could be aligned with the body, so that no step was found.
    .advice = Check where the sensors were worn, and walk straight on for 10 seconds.
quality-one-sided-kit = Sensors were worn on one leg only, so that the legs cannot be compared.
    .advice = Wear the same sensors on both legs.

# Reasons why one side difference has no verdict.
gate-too-few-strides = too few steady strides
    .advice = Walk longer: at least 30 steady strides on each side, about one minute.
gate-clock = the sensors' clocks are not close enough
    .advice = Synchronise the sensors before the recording.
gate-zero-assumed = the zero of the angle is assumed
    .advice = Begin with five seconds of quiet, upright standing.
gate-lever-assumed = the height of the shank sensors above the ankles was not entered
    .advice = Measure the height of the shank sensors above the ankle joint and enter it.
gate-lever-unclear = the height of the shank sensors above the ankles is not known
    .advice = Measure the height of the shank sensors above the ankle joint and enter it.
gate-weak-source = foot contacts are less certain with these sensors
    .advice = Add the knee sensors (shank) on both legs.
gate-unlike-swing = the legs swing too differently to compare when the feet leave the ground
gate-poor-sensor = a sensor's data are incomplete
    .advice = Keep the receiver close, charge the sensors, and set the range to ±16 g.
gate-sensor-moved = a sensor moved on the body during the recording
    .advice = Fasten the strap more tightly, and check it after the walk.
gate-clock-unknown = the sensors’ clocks are not known, and the walk does not tell them
    .advice = Record all sensors with one clock, or walk with a pelvis sensor and both thighs.
gate-clock-estimated = the sensors’ clocks were brought together by the walk, which leaves some hundredths of a second open
    .advice = State clock_uncertainty_s in session.toml, or record all sensors with one clock.
gate-clock-contradicted = the walk contradicts the sensors’ clocks as they were stated
    .advice = Check how the files were put together.
gate-not-one-walk = the sensors do not show one walk of one person
    .advice = Check whether files of another person or another walk were mixed in.
gate-impossible-values = the sensor holds values that no body makes
    .advice = Check the file at the place that is named.
gate-impossible-range = the joint seems to move farther than joints do: a sensor was worn or named wrongly
    .advice = Check where each sensor was worn, and how its axes were exported.
gate-held-samples = the sensor was slower than its file says: values were repeated
    .advice = Export the sensor at its own rate.
gate-gyroscope-clipped = the gyroscope ends at its range, so that angles miss what lies beyond
    .advice = Set the gyroscope's range to 1000 °/s or more.
gate-rates-differ = the legs' sensors measure at different rates
    .advice = Set the same rate on both legs.
gate-bandwidth-differs = one leg's sensor is smoothed more than the other's
    .advice = Use the same sensors and settings on both legs.
gate-gyroscope-smoothed = the gyroscope is smoothed far more than the other leg's, so that its contacts and angles are late
    .advice = Set the same low-pass on the gyroscopes of both legs, 40 Hz or more.
gate-starts-late = the sensor began late
    .advice = Start all sensors before the walk.
gate-ends-early = the sensor ended early
    .advice = Charge the sensor, and check that it records to the end.
gate-many-implausible = many strides are not plausible
    .advice = See the remarks on the recording: the cause may be a sensor.
gate-legs-exchanged = the leg sensors seem to be on the other legs
    .advice = Which knee sensor was worn on the left? Exchange the names.
gate-legs-crossed = sensors of different legs seem to be exchanged
    .advice = Which thigh and knee sensor was worn on which leg? Exchange the names.
gate-gyroscope-doubtful = the gyroscope does not agree with the accelerometer or with the other sensors
    .advice = See the remark on this sensor: unit, range or axes of its export.
gate-acceleration-doubtful = the accelerometer does not measure gravity as it should
    .advice = See the remark on this sensor: unit or columns of its export.
gate-gyroscope-bias = the gyroscope showed a turn where there was none; it was taken off
    .advice = Let the sensor lie still for some seconds before the recording, or calibrate it.
gate-unlike-limb = the sensor does not move like one on this segment
    .advice = Check where it was worn.
gate-thigh-for-shank = thigh and knee sensor of a leg seem to be exchanged
    .advice = Which sensor was below the knee?
gate-upside-down = a sensor seems to measure upside down
    .advice = Check whether it was exported with the opposite sign.
gate-lost-rows = the sensor falls behind the others: rows of its file were lost
    .advice = Export with the sensor's own times or its packet counter.
gate-arrival-times = the times are those of arrival, not of measuring
    .advice = Export the sensor's own times.
gate-slow-sampling = impacts want at least 200 samples a second
    .advice = Record at 200 Hz or more if the sensor can.

# What was not measured, and why.
absent-no-walking = no walking was found
absent-weak-pelvis-axis = the pelvis does not show the walking direction clearly enough
absent-no-sensor-aligned = there is motion, but no sensor could be aligned with the body
absent-no-thigh-sensor = needs a hip sensor (thigh), which was not worn
absent-no-shank-sensor = needs a knee sensor (shank), which was not worn
absent-no-pelvis-sensor = needs a pelvis sensor, which was not worn
absent-no-trunk-sensor = needs a trunk sensor, which was not worn
absent-no-foot-analysis = sensors on the feet are not analysed
absent-one-sided-kit = sensors were worn on one leg only
absent-not-calibrated = the sensor could not be aligned with the body
absent-contacts-from-pelvis = cannot be found with the pelvis sensor alone
absent-impossible-values = the values found are more than a human body can do
absent-not-a-number = the calculation gave no number
absent-no-speed = needs the walking speed, which was not found
absent-no-reference-for-children = the reference values hold for adults only
absent-no-reference-at-this-speed = there are no reference values for this walking speed
absent-sensors-disagree = the sensors behind it do not agree with each other
absent-no-outer-zero = needs a stand against a wall, which was not recorded
absent-needs-both-knees-hips-and-pelvis = needs the curves of both knees, both hips and the pelvis

# Things that can be absent and are neither a measure nor a curve nor a sensor.
thing-gait = Gait
thing-sides = Left and right
thing-speed = Walking speed
thing-knee_flexion = Knee angle
thing-hip_flexion = Hip angle
thing-pelvis = Pelvis angles
thing-trunk_lean = Trunk lean
thing-trunk = Trunk angles
thing-stance = Stance and swing times
thing-shock = Impact accelerations
thing-foot = Foot angles
thing-step_length = Step length
thing-profile = Comparison with healthy people
thing-curve-shapes = Shape of the curves
thing-rgps-5 = Profile score of five curves
thing-regularity = Regularity of the steps
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
notice-samples-in-sensor = { $count } samples of { $label } are missing and may still be in the sensor: it was out of reach when the recording was stopped.
    .advice = Bring the sensor near without switching it off and fetch them: gaitscope record FOLDER --resume, or “Fetch the rest” in the app.
notice-files-ignored = Files that are no recordings were not read: { $files }.
notice-columns-ignored = Columns that are not needed were not read: { $columns }.
notice-session-sensor-absent = session.toml names this sensor, but there are no data of it.
notice-sensor-site-unknown = The place on the body of “{ $name }” in { $file } is not known, so it was not used.
    .advice = Name the file or the columns by site, such as thigh_left or shank_right.
notice-second-sensor-ignored = There are two recordings for this place: { $kept } was used, { $ignored } was not.
notice-half-sensor-ignored = The sensor “{ $name }” in { $file } was left out: there is only its { $has ->
    [acceleration] acceleration
   *[rotation] angular velocity
}.
    .advice = Export the recording again with accelerometer and gyroscope of every sensor that matters.
notice-times-spread = The times in { $file } are those of packets that arrived in bunches; { $by ->
    [counter] the counter of samples
   *[rows] the order of the rows
} tells when each was measured ({ $rate_hz } Hz).
notice-rate-differs = { $stated_hz } Hz are stated, the times say { $measured_hz } Hz; the times were believed.
notice-low-rate = The sensor measured only { $rate_hz } times a second.
    .advice = Record at 100 Hz or more.
notice-impossible-samples = { $count ->
    [one] One sample was
   *[other] { $count } samples were
} left out of { $file }: no sensor can measure that ({ $found }{ $line ->
    [0] {""}
   *[other] {" "}in line { $line }
}).
notice-wrong-time-stamps = { $count ->
    [one] One sample was
   *[other] { $count } samples were
} left out of { $file }: the time stamp ({ $found }{ $line ->
    [0] {""}
   *[other] {" "}in line { $line }
}) lies far from all others and must be wrong.
notice-pause-closed = No sensor measured { $count ->
    [one] for a long time
   *[other] for a long time, { $count } times
} (at most { $longest_min } min, first at { $at_s } s). All times after it are given as if it had lasted { $shown_s } s.
notice-impossible-temporal = Times of steps of { $count ->
    [one] one stride
   *[other] { $count } strides
} were left out: no human body moves like that.
notice-impossible-spatial = Walking speed and stride length of { $count ->
    [one] one stride
   *[other] { $count } strides
} were left out: no human body moves like that.
notice-impossible-kinematic = Angles or angular rates of { $count ->
    [one] one stride
   *[other] { $count } strides
} were left out: no human body moves like that.
notice-impossible-impact = Impact accelerations of { $count ->
    [one] one stride
   *[other] { $count } strides
} were left out: no human body moves like that.
notice-clock-shifted = The times were shifted so that the recording begins at zero; it began at { $start_s } s.
notice-time-unit-inferred = The unit of time in { $file } was inferred: { $per_second } to a second.
notice-gyr-unit-inferred = The unit of the gyroscope in { $file } was inferred from the movement: { $unit }.
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
notice-lever-at-ankle = Stride length and speed assume that the shank sensors sit just above the ankles, as the data show (good to { $percent } %). Enter the height above the ankle (sensor_height_m) to make them surer.
notice-lever-below-knee = Stride length and speed assume that the shank sensors sit below the knees, as the data show (good to { $percent } %). Enter the height above the ankle (sensor_height_m) to make them surer.
notice-lever-unclear = The data do not show whether the shank sensors sit at the ankles or below the knees; stride length and speed are good to { $percent } % only. Enter the height above the ankle (sensor_height_m).
notice-stride-lengths-disagree = Stride length from the shanks alone and from the angles of both legs differ by { $percent } %. Check the body height and where the sensors sit.
notice-timed-speed-disagrees = The timed walk and the sensors differ by { $percent } % in speed. Lengths follow the timed walk; check that it was this walk that was timed.
notice-height-assumed = The body height is not in the session file; an average height was assumed for the walking speed.
    .advice = Enter the height in session.toml.
notice-starts-and-stops-counted = The walk was short: strides at the start and the end of walking were counted.
    .advice = Walk longer.
notice-turns-counted = The walk was short: strides in turns were counted as well.
    .advice = Walk longer.
notice-lengths-left-out = { $count ->
        [one] One stride has
       *[other] { $count } strides have
    } no length and speed: the stride after it is broken, and its mid-stance closes the measurement.
notice-sensor-remounted = After the rest at { $minutes } minutes the sensor sits otherwise, turned by about { $angle }°: it was taken off and put on again, or pushed. Its angles before and after were aligned each by themselves, and are not compared with the other leg.
    .advice = Leave the sensors on in a rest, or make two recordings.
notice-sensor-moved = The sensor moved on the body during the recording.
    .advice = Fasten the strap, and record again.
notice-clock-unknown = Nothing states how this sensor's clock stands to the others, and the walk does not tell it. What joins it with other sensors is withheld; what it measures by itself stays.
    .advice = Record all sensors with one clock, state clock_uncertainty_s in session.toml, or wear a pelvis sensor and both thigh sensors as well.
notice-clock-estimated = Nothing states how this sensor's clock stands to the others. What the joints show puts it { $offset_ms } ms from where its times were (drift { $drift_ppm } ppm), uncertain by { $uncertainty_ms } ms; that is in every measure that joins sensors.
    .advice = Record all sensors with one clock, or state clock_uncertainty_s in session.toml.
notice-clock-contradicted = What the joints show contradicts the clocks as they were stated: this sensor's times were moved by { $offset_ms } ms, uncertain by { $uncertainty_ms } ms.
    .advice = Check how the files were put together, and what session.toml states.
notice-not-one-walk = { $why ->
    [pace] The legs do not walk at one pace: left and right stride times differ by more than one walk allows.
   *[turns] The legs do not turn at the same times.
} The sensors do not show one walk of one person, so nothing is concluded.
    .advice = Check whether a file of another person, of another walk, or with another clock was mixed in.
notice-impossible-values = { $count ->
    [one] One value is
   *[other] { $count } values are
} beyond what a sensor on a body can read; left out. The first is sample { $row } of this sensor, at { $at_s } s.
    .advice = Check the file at that place.
notice-impossible-range = { $measure ->
    [knee_range_deg] The knees' ranges
    [thigh_range_deg] The thigh's range
   *[other] The shank's range
} ({ $size_deg }°) cannot be a person's: a sensor was worn, named or exported wrongly. Its angles are withheld.
    .advice = Check where each sensor was worn, and the order and signs of its axes.
notice-held-samples = The file has { $rate_hz } samples a second, but the sensor gave only { $true_hz }: values were repeated in between.
    .advice = Export the sensor at its own rate.
notice-gyroscope-clipped = The gyroscope ends at { $range_degps } °/s in { $percent } % of the samples, so that angles and contacts miss what lies beyond.
    .advice = Set the gyroscope's range to 1000 °/s or more.
notice-rates-differ = The legs' sensors measure at different rates ({ $left_hz } Hz left, { $right_hz } Hz right): impacts of the legs are not compared.
    .advice = Set the same rate on both legs.
notice-bandwidth-differs = This sensor is smoothed far more than the other leg's: impacts of the legs are not compared.
    .advice = Use the same sensors, settings and export on both legs.
notice-gyroscope-smoothed = The gyroscope is smoothed far more than the other leg's, so that its contacts and angles are late.
    .advice = Set the same low-pass on the gyroscopes of both legs, 40 Hz or more.
notice-starts-late = The sensor began at { $at_s } s only; { $percent } % of the recording are missing. What it gives is judged on the rest.
    .advice = Start all sensors before the walk.
notice-ends-early = The sensor ended at { $at_s } s; { $percent } % of the recording are missing. What it gives is judged on the rest.
    .advice = Charge the sensor, and check that it records to the end.
notice-many-implausible = { $percent } % of the strides ({ $count }) are not plausible.
    .advice = The cause is more likely a sensor, its time or its place than the person; see the other remarks.
notice-doubtful-bout = The walk from { $from_s } to { $to_s } s is left out: { $percent } % of its strides are not plausible. The rest is judged without it.
    .advice = What happened there: did a sensor slip, was the person held, or was it no walking?
notice-legs-exchanged = The pelvis sensor says left where the leg sensors say right: the leg sensors seem to be named for the other legs, or the pelvis sensor's axes are wrong. Verdicts on sides are withheld.
    .advice = Which knee sensor was worn on the left? Exchange the names.
notice-legs-crossed = Thigh and knee sensors of different legs are shaken together: one pair seems to be named for the other leg. Verdicts on sides are withheld.
    .advice = Which thigh and knee sensor was worn on which leg? Exchange the names.
notice-arrival-times = The times are those at which packets arrived, not of measuring; the samples were spread evenly ({ $rate_hz } Hz).
    .advice = Export the sensor's own times.

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
exclusion-doubtful_bout = walked in a stretch that is doubted

# What the setup detective found. $size is a factor, an angle, a share or a delay; $side a leg.
notice-places-exchanged = This sensor was named for another place at first; the places were exchanged by hand.
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
notice-setup-gyroscope_bias = The gyroscope shows { $size }° per second where the sensor does not turn; this was taken off; what is left of it in the angles is about 1° or less.
    .advice = Let the sensor lie still for some seconds before the recording, or calibrate its gyroscope.
notice-setup-contradiction = Accelerometer and gyroscope contradict each other, and no simple mistake explains it.
    .advice = Do not use this sensor; record again, and have the sensor checked.
notice-setup-unlike_limb = The sensor measures consistently, but it does not move like a sensor on this segment.
    .advice = Check where it was worn.
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
