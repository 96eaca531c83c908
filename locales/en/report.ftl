# The report's own words.

title = Gait report: { $name }
unnamed = unnamed recording
subtitle-recording = recording { $name }
subtitle-duration = { $duration } recorded
subtitle-sensors = { $sites }
treadmill = treadmill
footer = gaitscope { $version } · input { $hash }
page = Page
page-of = of
statement = This report describes how you moved during this recording. It cannot show what causes your pain. Discuss it with your physiotherapist or physician.

heading-contents = Contents
heading-quality = Quality of this recording
heading-summary = Summary
heading-key-numbers = Key numbers
heading-sides = Differences between the sides
heading-curves = Movement over the stride
heading-recording = The recording
heading-remarks = Remarks
heading-all-measures = All measures
heading-absent = What was not measured
heading-methods = How it was measured
heading-limits = Limits
heading-sources = Sources
heading-provenance = Provenance

next-time = Next time:
range = { $low } to { $high }
list-and = { $first } and { $last }
and-more = { $count ->
    [one] one more
   *[other] { $count } more
}
side-left = left
side-right = right
both-sides = both sides

# Summary sentences; `.head` is set in bold in front.
summary-strides = Steady strides in this recording: { $left } on the left and { $right } on the right.
summary-affected = The { $side } leg is named as the affected one.
summary-no-strides = No steady strides were found, so there are no results of walking.
summary-speed-and-cadence = Walking speed was { $speed } m/s at { $cadence } steps per minute.
summary-cadence = Cadence was { $cadence } steps per minute.
summary-none-shown = No difference between the sides is shown beyond measurement error and healthy variation.
summary-none-judged = This recording does not allow a verdict on differences between the sides.
summary-too-few = There are too few steady strides to compare the two sides.
summary-no-comparison = The two sides cannot be compared with these sensors.
summary-shown = { $list }.
    .head = { "Different between the sides:" }
summary-small = { $list }. The difference is present in this recording, but no larger than measurement error or the variation of healthy people.
    .head = Small difference:
summary-not-shown = { $list }. This does not prove that the sides are equal.
    .head = No difference shown:
summary-cannot-be-judged = { $list } ({ $reasons }).
    .head = Cannot be judged:
difference-inline = { $measure } ({ $direction })
direction = { $amount } { $kind ->
    [time] longer
    [length] longer
    [speed] faster
   *[size] larger
} on the { $side }

# Verdicts.
verdict-shown = difference shown
    .short = difference
verdict-small = small difference
    .short = small
verdict-not_shown = no difference shown
    .short = none shown
verdict-cannot_be_judged = cannot be judged
    .short = not judged

# Tables.
caption-key-numbers = Median of the steady strides with its 95 % confidence interval
caption-all-measures = Median of the steady strides with its 95 % confidence interval
caption-sides = Right minus left, with its 95 % confidence interval and the limits it is held against
caption-sensors = Sensors
column-measure = Measure
column-left = Left
column-right = Right
column-reference = Healthy adults
column-strides = Strides
column-grade = Grade
column-difference = Right minus left
column-error-limit = Measuring error
column-healthy-limit = Healthy limit
column-verdict = Verdict
column-sensor = Sensor
column-rate = Rate
column-lost = Lost
column-gap = Longest gap
column-clipped = Over range
column-alignment = Alignment with the body
key-numbers-note = Strides: left / right. Healthy adults: 5th to 95th percentile at a comfortable speed, where a reference exists. Grade A: as good as these sensors give; B: usable with care; C: for orientation only.
all-measures-intro = Everything that these sensors gave. The same values with all digits are in summary.json, stride by stride in strides.csv.

sides-how-to-read = Each line is one measure. The mark is the difference right minus left, the bar its 95 % confidence interval: marks to the right of the middle mean more on the right side. The shaded area is what 95 % of healthy adults show, the brackets are the measuring error. A difference counts only where it leaves both.
sides-how-to-read-affected = Each line is one measure. The mark is the difference right minus left, the bar its 95 % confidence interval: marks to the right of the middle mean more on the right side. The { $side } leg is named as the affected one. The shaded area is what 95 % of healthy adults show, the brackets are the measuring error. A difference counts only where it leaves both.
sides-none = The sides cannot be compared: this needs the same sensors on both legs and strides of both.
sides-note = “No difference shown” means that this recording does not show one. It is not proof that the sides are equal.

curves-how-to-read = The mean of the steady strides of each leg, over that leg's own stride: 0 % is the foot's contact, 100 % the next contact of the same foot. Thin lines are single strides. The upright mark is where the foot leaves the ground.
curves-level = The grey area is the middle 90 % of healthy adults at a comfortable speed (mean as dotted line). Its level may differ from these curves, because zero here is the standing posture or an assumption: compare shape and range, not height.
band-child = No healthy band is drawn: the reference holds adults only.
band-speed = No healthy band is drawn: the walking speed lies outside the speeds of the reference (0.9 to 1.6 m/s).

strides-found = { $left_out ->
    [0] { $count } strides were found and all of them count.
   *[other] { $count } strides were found; { $left_out } of them do not count.
}
marks = { $count ->
    [one] One moment was marked while recording, at { $times } s.
   *[other] { $count } moments were marked while recording, at { $times } s.
}
strides-left-out = Reasons: { $reasons }.
remarks-more = { $count } more kinds of remarks are listed in summary.json.
remark-time = { $from } to { $to } s
remark-repeated = (and { $count } more times)
severity-problem = Problem:
severity-warning = Note:

fact-files = Files
fact-hash = SHA-256 of the input
fact-version = Program
fact-seed = Seed of the bootstrap

# Figures.
initial-left = L
initial-right = R
figure-left = left
figure-right = right
figure-percent = % of the stride
figure-contact-off = foot off
figure-healthy = healthy adults
figure-curves-title = { $names } over the stride, left and right
figure-curves-caption = { $names }. Left: solid blue with dots; right: dashed orange with triangles.
figure-curve-side = { $name }, { $side }: from { $low }° to { $high }°, { $n } strides.
figure-curve-band = Healthy adults' mean runs from { $low }° to { $high }°.
figure-differences-title = Side differences { $unit }
figure-differences-caption = Side differences { $unit }, right minus left, with 95 % confidence intervals.
figure-difference-row = { $measure }: { $value }, interval { $interval }, { $verdict }.
figure-more-left = ◂ more on the left
figure-more-right = more on the right ▸
figure-key-healthy = healthy 95 %
figure-key-error = measuring error
in-percent = in per cent
in-points = in percentage points
in-degrees = in degrees
figure-timeline-title = The recording from start to end
figure-timeline-caption = The recording from start to end: walking, turns, the strides of each leg (full height: counts; half height: left out).
figure-timeline-caption-gaps = The recording from start to end: walking, turns, the strides of each leg (full height: counts; half height: left out), and where an angle is missing.
figure-timeline-description = { $bouts ->
    [one] One stretch of walking,
   *[other] { $bouts } stretches of walking,
} { $walking } in all, { $turns ->
    [0] no turns,
    [one] one turn,
   *[other] { $turns } turns,
} { $included } of { $strides } strides count, { $gaps ->
    [0] no angle is missing.
    [one] angles are missing in one place.
   *[other] angles are missing in { $gaps } places.
}
timeline-walking = Walking
timeline-turns = Turns
timeline-left = Left strides
timeline-right = Right strides
timeline-gaps = Angle missing
figure-time = time in the recording, { $unit }
figure-minutes = minutes
figure-seconds = seconds
figure-course-title = { $measure } over the recording
figure-course-caption = { $measure } over the recording (steady strides only). Left: blue dots; right: orange triangles.
figure-course-marked = Dashed upright lines mark the changes.
figure-course-grouped = Each mark is the median of up to { $count } strides.
figure-course-side = { $side }: from { $low } to { $high }, median { $median }.
figure-course-change = Change at { $time }: from { $before } to { $after }.
figure-glance-title = Left against right at a glance
figure-glance-caption = Body seen from behind: left is left. Discs: shown findings; dashed rings: possible ones. Bars: right minus left, from the middle, with 95 % intervals; the axis of each measure ends at three times its limit.
figure-glance-caption-values = Body seen from behind: left is left. Discs: shown findings; dashed rings: possible ones. Marks: values with 95 % intervals over the range of healthy adults.
figure-glance-sensors = { $count ->
    [one] One sensor was worn.
   *[other] { $count } sensors were worn.
}
figure-glance-finding = { $pattern }, { $side ->
    [left] left
   *[right] right
} leg: { $verdict }.
figure-glance-row = { $measure }: left { $left }, right { $right }, right minus left { $value } (interval { $interval }), { $verdict }.
figure-glance-empty = No values to compare.
figure-body-key = seen from behind · black: sensor
figure-person-title = Your body, seen from behind
figure-person-caption = Your body, seen from behind. Filled circle: seen. Dashed circle: perhaps.
figure-body-possible = Possible: { $pattern }
figure-loading-title = Impacts, left against right
figure-loading-caption = Impacts and damping: right minus left, from the middle, with 95 % intervals; the axis of each measure ends at three times its limit.
figure-criteria-title = Criteria of: { $pattern }
figure-criteria-caption = Bars: measured, with 95 % intervals. Dashed: the limit. Bold: met.

# Page one.
heading-essentials = The essentials
heading-findings = Findings, in order of weight
heading-sides-glance = Left against right
heading-meaning = What it may mean for knee and back
front-flags-open = not asked yet: { $signs }. Ask before anything else.
front-flags-none = asked and denied.
essential-patterns = Way of walking:
essential-patterns-shown = shown: { $list }.
essential-patterns-possible = nothing is shown for certain; possible: { $list }.
essential-sides = Sides:
essential-changes = On the way:
essential-changes-shown = walking changed at { $times }.
essential-drifts-shown = { $count ->
    [one] One measure changes steadily with walking time.
   *[other] { $count } measures change steadily with walking time.
}
essential-changes-none = no change along the session is shown.
essential-changes-not-judged = too few strides to look for changes along the session.
essential-moved = { $count ->
    [one] One sensor moved on the body; what rests on it is withheld.
   *[other] { $count } sensors moved on the body; what rests on them is withheld.
}
caption-findings = Ways of walking that are shown or possible. They describe movement and name no cause.
column-finding = Finding
column-rests-on = Rests above all on
finding-name = { $side ->
    [left] { $pattern }, left leg
    [right] { $pattern }, right leg
   *[none] { $pattern }
}
front-criterion = { $criterion }: { $value } (limit { $limit })
front-no-findings = No way of walking that is looked for is shown or possible in this recording. That does not mean that all is well.
front-more-findings = { $count ->
    [one] One more finding stands further on.
   *[other] { $count } more findings stand further on.
}
front-other-patterns = Of the other patterns, { $not_shown } { $not_shown ->
    [one] is
   *[other] are
} not shown, and { $unjudged } cannot be judged with this recording.
front-meaning-none = Nothing in this walk points to a way in which the back could bear on the knee. Many people with back problems walk normally for a few minutes, and most of the signs are asked, not measured.
front-meaning-unjudged = This recording does not allow a statement on ways of walking, and so none on what they may mean.
front-nothing-judged = This recording does not allow a verdict on any way of walking. The reasons stand further on.
front-meaning-caution = Gait does not name the cause.
front-article = The article: “{ $title }”, a text for the public. Its ideas are not what was measured.
front-both-legs = Wear the same sensors on both legs, so that the sides can be compared.
front-check-by-hand = Check by hand:
front-evaluate = History and physical examination tell a knee problem from pain that comes from the spine.

# Findings in full.
column-criterion = Criterion
column-measured = Measured
column-interval = 95 % interval
column-limit = Limit
column-criterion-state = State
criterion-state-met = met
criterion-state-not-met = not met
criterion-state-not-measured = not measured
caption-criteria = Criteria. Sensors: { $sensors }. Grade { $grade }.
measured-more = { $count ->
    [one] One more stands
   *[other] { $count } more stand
} under the changes along the session.
condition-told = { $name } (as above).
not-shown-note = “Not shown” means that this recording does not show it. It is not proof that it is not there.

# Changes along the session.
heading-changes = Changes along the session
changes-not-judged = There are too few steady strides to look for changes along the session.
changes-how-to-read = { $series } series (per side, of the whole body and of the difference of the sides) were searched for sudden changes and steady trends. A change is shown only where it is more than chance over all series together and larger than the measuring error. The onset is known to within a few strides.
changes-none = No sudden change and no steady trend is shown.
changed-measure = { $side ->
    [left] { $measure }, left
    [right] { $measure }, right
    [difference] { $measure }, right against left
   *[none] { $measure }
}
caption-shifts = Sudden changes, weightiest first
caption-drifts = Steady trends over the longest walk
column-onset = From
column-before-after = Before → after
column-change-interval = Change, 95 % interval
column-total-change = Change in all

# Loading and rhythm.
heading-loading = Loading and rhythm
loading-intro = Accelerations at contact, how much of them is damped on the way up, and how regular the steps are. These are movements of the sensors, not forces: they say nothing about the weight on a leg or the load in a joint.
loading-note = Transfer below zero means that vibration is damped on the way, above zero that it is amplified. Regularity is 1 where every step (or stride) is like the last. Variability: standard deviation as a share of the mean, within stretches of walking; in brackets the same from the median absolute deviation.
caption-transfer = Transfer of vibration from one sensor to the next
caption-regularity = Regularity of the pelvis acceleration (autocorrelation)
caption-variability = Variability from stride to stride
caption-smoothness = Smoothness (harmonic ratios)
column-way = Way
column-leg = Leg
column-movement = Movement, 3 to 8 Hz
column-impact = Impact, 9 to 20 Hz
column-direction = Direction
column-step-regularity = Step to step
column-stride-regularity = Stride to stride
column-walks = Straight walks
transfer-way = { $from } to { $to }
direction-vertical = Up and down
direction-forward = Forward
direction-sideways = Sideways

# Standing, rest, profile.
heading-posture = Posture
posture-none = There is no quiet standing of ten seconds or more, so that standing is not described.
posture-intro = Quiet standing. Zero of every angle is the first quiet stand itself, so that no absolute posture is given unless the person stood against a wall.
posture-note = Sway: root mean square of the horizontal acceleration of the pelvis. Two stands can hint at a change and no more: the verdict never goes beyond “possible”.
posture-wall = Free standing against standing at the wall (flexion positive):
caption-stands = Stands of ten seconds or more
caption-posture-changes = From the first stand to the last
standing-trunk_tilt = Trunk tilt
column-stand = When
column-sway-forward = Sway, forward
column-sway-sideways = Sway, sideways
column-weight-shifts = Shifts of weight
column-leaning = Largest slow leaning
column-angle = Angle
column-first-stand = First stand
column-last-stand = Last stand
column-change = Change
heading-rest = Walking again after a rest
rest-walks = { $walks } walks with { $rests ->
    [one] one rest
   *[other] { $rests } rests
} between them.
rest-not-asked = The walk before the rest was too short (less than two minutes) to ask whether the rest undid a change.
caption-rest = First and last minute before the rest, and the first minute after it. “Shown”: walking changed it and the rest undid half of the change or more.
column-first-minute = First minute
column-last-minute = Last minute
column-after-rest = After the rest
heading-profile = Against healthy people at this speed
caption-expected = Measured against what healthy people show at this walking speed (± standard deviation)
caption-shapes = Shape of the curves: root mean square distance from the healthy mean, levels taken out
column-expected = Expected
column-z = Standard deviations
column-curve = Curve
column-score = Distance
column-healthy-median = Healthy median
column-healthy-p95 = Healthy 95th percentile
shape-above = beyond healthy
shape-within = within healthy

# The therapist's note.
note-title = Note of the therapist
note-date = { $year }-{ $month }-{ $day }
note-follows = The therapist’s note stands on the next page.
