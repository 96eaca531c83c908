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
verdict-small = small difference
verdict-not_shown = no difference shown
verdict-cannot_be_judged = cannot be judged

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
figure-stride-time-title = Stride time over the recording
figure-stride-time-caption = Stride time over the recording (steady strides only). Left: blue dots; right: orange triangles.
figure-stride-time-grouped = Each mark is the median of up to { $count } strides.
figure-stride-time-side = { $side }: from { $low } s to { $high } s, median { $median } s.
figure-seconds-axis = stride time, seconds
