# The report's own words.

title = Gait report: { $name }
unnamed = unnamed recording
subtitle-recording = recording { $name }
subtitle-duration = { $duration } recorded
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
summary-alike = { $list }. The whole interval lies within what measurement error and healthy variation explain.
    .head = Alike on both sides:
summary-small = { $list }. There is a difference in this recording, but it is not sure to be larger than measurement error or the variation of healthy people.
    .head = Small difference:
summary-not-shown = { $list }. The interval is too wide to say more: this does not prove that the sides are equal.
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
verdict-alike = alike
    .short = alike
verdict-small = small difference
    .short = small
verdict-not_shown = no difference shown
    .short = none shown
verdict-cannot_be_judged = cannot be judged
    .short = not judged
verdict-described = described, no verdict
    .short = described

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
sides-note = “No difference shown” means that this recording does not show one. It is not proof that the sides are equal; “alike” is: the whole interval lies within the limits. Eight measures carry verdicts; the others are described.

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
figure-curves-doubted = Grey and compared with nobody: { $name }, { $side } ({ $reason }).
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
figure-criteria-title = Criteria of: { $pattern }
figure-criteria-caption = Bars: measured, with 95 % intervals. Dashed: the limit. Bold: met.

# Page one.
heading-essentials = The essentials
heading-meaning = What it may mean for knee and back
front-flags-open = not asked: { $signs }.
front-flags-none = asked and denied.
finding-name = { $side ->
    [left] { $pattern }, left leg
    [right] { $pattern }, right leg
   *[none] { $pattern }
}
front-criterion = { $criterion }: { $value } (limit { $limit })
front-meaning-none = Nothing in this walk points to a way in which the back could bear on the knee. Many people with back problems walk normally for a few minutes, and most of the signs are asked, not measured.
front-meaning-unjudged = This recording does not allow a statement on ways of walking, and so none on what they may mean.
front-meaning-caution = Gait does not name the cause.
front-article = The article: “{ $title }”.
front-curves = Shape of the curve beyond that of healthy people: { $curves }.
front-both-legs = Wear the same sensors on both legs, so that the sides can be compared.
front-evaluate = History and physical examination tell a knee problem from pain that comes from the spine.

# The head, page one and the six pages.
subtitle-age = { $years } years
sex-female = female
sex-male = male
sex-f = female
sex-m = male
sex-diverse = diverse
pain-told = pain { $pain }
protocol-walk = walk
protocol-walk-10-m = 10 m walk
protocol-walk-2-min = 2-minute walk
protocol-walk-6-min = 6-minute walk
protocol-walk-sit-walk = walk, sit, walk
protocol-timed-up-and-go = timed up and go
protocol-five-times-sit-to-stand = five times sit-to-stand
heading-appendix = Appendix: all values, criteria, studies and methods
heading-explanation-details = Behind the findings
heading-article-advice = What the article advises
heading-answers = What the person said
heading-all-sides = All differences between the sides
heading-all-changes = All changes along the session
heading-glossary = Words
sides-group-verdicts = Measures that carry verdicts
sides-group-loading = Impacts and damping
figure-sides-title = Left against right, loading among it
figure-sides-caption = Left and right as medians of the steady strides; the difference is right against left with its 95 % interval. Grey: 95 % of healthy adults. The axis of each measure ends at three times its limit.
glossary-stance = Stance
    .meaning = The time from a foot’s contact with the ground until it leaves it.
glossary-swing = Swing
    .meaning = The time in which the foot is in the air.
glossary-single-support = Single support
    .term = Single support
    .meaning = The time in which one leg alone carries the body.
glossary-double-support = Double support
    .term = Double support
    .meaning = The time in which both feet are on the ground.
glossary-loading-response = Loading response
    .meaning = The beginning of stance, while the leg takes over the weight.
glossary-cadence = Cadence
    .term = Cadence
    .meaning = Steps per minute.
glossary-stride = Stride
    .meaning = Two steps: from a foot’s contact to the next contact of the same foot.
glossary-antalgic = Antalgic gait
    .term = antalgic
    .meaning = Walking that spares a leg by standing on it for a shorter time.
glossary-trendelenburg = Trendelenburg sign
    .term = Trendelenburg
    .meaning = The pelvis drops on the side of the leg that swings.
glossary-duchenne = Duchenne limp
    .term = Duchenne
    .meaning = The trunk leans over the leg that stands.
glossary-circumduction = Circumduction
    .term = circumduction
    .meaning = The leg swings forward in an outward arc.
glossary-stance-time = Stance time
    .term = Stance time
    .meaning = The time from a foot’s contact until it leaves the ground.
glossary-step-time = Step time
    .term = Step time
    .meaning = The time from the other foot’s contact to this foot’s contact.
glossary-hip-hiking = Hip hiking
    .term = Hip hiking
    .meaning = The pelvis is lifted on the side of the leg that swings.
glossary-stiff-knee = Stiff-knee gait
    .term = stiff knee
    .meaning = The knee bends less than usual while the leg swings.
glossary-steppage = Steppage gait
    .term = steppage
    .meaning = The leg is lifted high in swing, as if to clear a step.
glossary-knee-jerk = Knee jerk
    .term = knee jerk
    .meaning = The reflex of the tendon below the kneecap; it tells of the roots L3 and L4.
glossary-femoral-nerve-stretch = Femoral nerve stretch test
    .term = Femoral nerve stretch test
    .meaning = Lying prone, the knee is bent: pain in the front of the thigh can come from the femoral nerve.
glossary-straight-leg-raise = Straight leg raise
    .term = Straight leg raise
    .meaning = Lying supine, the straight leg is lifted: pain down the leg can come from the sciatic nerve.
glossary-thomas-test = Thomas test
    .term = Thomas test
    .meaning = Lying supine, one knee is drawn to the chest: a thigh that lifts off shows short hip flexors.
glossary-interval = 95 % interval
    .meaning = The range in which the value lies with 95 % confidence.
glossary-grade = Grade A, B, C
    .meaning = How much a value can be trusted with these sensors in this recording.
glossary-limit = Limit
    .meaning = What measuring error and healthy people explain; only beyond it something is shown.

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

# Headlines: what a reader must know first.
headline-doubt = In doubt: { $reason }. What rests on it is not judged.
headline-test-result = { $test }: { $total }.
headline-test-distance = { $test }: { $distance } walked.
headline-test-without-distance = { $test }: no distance; the recording is shorter than the test, or the walking speed in it is not certain.
headline-test-without-result = { $test }: no result; the reason stands with the test.
headline-recovered = { $compared ->
    [difference] Walking changed the difference between the legs and the rest undid it: { $measure }, right against left, { $first } at first, { $last } at the end, { $after } after the rest.
   *[level] Changed by walking, undone by the rest: { $measure }{ $side ->
        [left] {" on the left"}
        [right] {" on the right"}
       *[none] {""}
    } { $first } at first, { $last } at the end, { $after } after the rest.
}
headline-legs-changed-at-once = { $course ->
    [less] From { $onset } on the legs differ less
    [more] From { $onset } on the legs differ more
   *[begins] From { $onset } on the legs differ
}: { $measure } { $after } { $kind ->
    [time] longer
    [length] longer
    [speed] faster
   *[size] larger
} on the { $more } than on the { $less } (before: { $before }).
headline-legs-changed-steadily = { $course ->
    [less] The legs differ less and less on the way
   *[more] The legs differ more and more on the way
}: { $measure } at the end { $after } { $kind ->
    [time] longer
    [length] longer
    [speed] faster
   *[size] larger
} on the { $more } than on the { $less } (at first: { $before }).
headline-changed-at-once = From { $onset } on: { $measure }{ $side ->
    [left] {" on the left"}
    [right] {" on the right"}
   *[none] {""}
} { $before } before, { $after } after.
headline-changed-steadily = { $measure }{ $side ->
    [left] {" on the left"}
    [right] {" on the right"}
   *[none] {""}
} { $direction ->
    [down] falls
   *[up] rises
} steadily on the way, by { $change }.
headline-pattern = { $side ->
    [left] { $pattern }, left leg: { $verdict ->
        [shown] shown.
       *[possible] possible, not certain.
    }
    [right] { $pattern }, right leg: { $verdict ->
        [shown] shown.
       *[possible] possible, not certain.
    }
   *[none] { $pattern }: { $verdict ->
        [shown] shown.
       *[possible] possible, not certain.
    }
}
headline-loading = { $verdict ->
    [shown] The { $side } leg is used more carefully than the other: shown.
   *[possible] The { $side } leg may be used more carefully than the other: possible, not certain.
}
headline-side-difference = { $measure } differs between the legs: { $left } left, { $right } right: shown.
headline-alike = The legs are alike in { $measures } of { $judged } compared measures, and no pattern is shown.
headline-nothing-shown = Neither a way of walking nor a difference between the legs is shown; the walk is not sure enough to call the legs alike either.
headline-nothing = Nothing can be said about this walk.
headline-nothing-because = No verdict on this walk: { $reason }

sides-marks = Marks to the right of the middle mean more on the right side. A difference counts only where its whole interval leaves the grey range and the measuring error.
sides-pooled = The walk changed at { $onset }: this table holds both parts together. Before and after stand under the changes along the session.
figure-last-visit = last visit
figure-last-visit-row = Last visit, { $measure }: { $value }.
figure-glance-caption-parts = Body seen from behind: left is left. Bars: the parts of the test along the time that it took.
headline-detail-reference = Apparently healthy people aged { $low } to { $high }: up to { $limit } s on average ({ $source }).
figure-before = before
figure-after = after
figure-glance-caption-course = Body seen from behind: left is left. Discs: shown findings; dashed rings: possible ones. Each measure has an axis of its own.

# Two visits side by side.
compare-title = Two visits side by side
compare-subtitle = { $earlier } → { $later }
compare-unlike = Not alike on both visits
compare-heading-headlines = What was said then and now
compare-caption-headlines = The headlines of both visits
compare-column-visit = Visit
compare-column-said = Headlines
compare-column-earlier = then
compare-column-later = now
compare-column-limit = Smallest detectable change
compare-then = then: { $name }
compare-now = now: { $name }
compare-heading-changed = What changed beyond the error of measuring twice
compare-none-changed = Nothing changed beyond the error of measuring twice. That does not prove that nothing changed.
compare-speed-note = Differences between the legs hardly depend on walking speed and are compared at any speed, those of impacts excepted. Levels are compared where the speeds lie within 0.1 m/s.
compare-heading-all = Everything that can be compared
compare-caption-all = Then and now, with the smallest change that measuring twice can tell (95 %)
compare-heading-not-comparable = What cannot be compared
compare-changed = changed
compare-not-shown = no change shown
compare-not-comparable = not comparable
compare-counts = { $changed } changed beyond measuring error, { $still } without a change that can be shown, { $unlike } not comparable
compare-walkway-treadmill = treadmill
compare-walkway-overground = on the floor
compare-contacts-shank = by the shank sensors
compare-contacts-thigh = by the thigh sensors
compare-contacts-pelvis = by the pelvis sensor
compare-key-band = within the error of measuring twice
compare-figure-title = Changes between two visits
compare-figure-caption = The mark is the change from then to now with its 95 % interval. Grey: what measuring the same walk twice can differ by.
compare-figure-row = { $measure }: { $earlier } then, { $later } now (smallest detectable change { $limit }).
