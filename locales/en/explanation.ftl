# What the findings may mean: patterns, the article's facts, signs, next steps, and a page in plain words.
# "Consistent with", never "caused by". What was measured and what the article says stay apart.

# Headings.
heading-explanation = What the findings may mean
heading-warning-signs = Warning signs
heading-measured = What was measured
heading-link = What it may mean
heading-studies = What studies found
heading-alike = Equally common other reasons
heading-not-claimed = What this does not show
heading-checks = What can be checked by hand
heading-signs = Signs that the back may be involved
heading-next-steps = Next steps
heading-not-judged = Patterns that could not be judged
heading-not-shown = Patterns that were looked for and not shown
heading-explanation-limits = What this explanation cannot do
heading-patient = Your walk, in plain words

explanation-article = The ideas below about back and knee come from the article “{ $title }”. They are what the article says, not what was measured.
explanation-kept-apart = What the sensors measured stands first, with its uncertainty. The article, the studies, other reasons and checks by hand follow, each under its own heading.

# Verdicts on a pattern.
finding-verdict-shown = shown
finding-verdict-possible = possible
finding-verdict-not_shown = not shown
finding-verdict-cannot_be_judged = cannot be judged
finding-shown-means = Shown: at least two independent measurements on the same side agree, each beyond the noise of this recording, measuring error and healthy variation.
finding-possible-means = Possible: only one measurement points this way. It may be chance or a habit; a second recording can tell.
chain-title = { $side ->
    [left] { $pattern }, left leg
    [right] { $pattern }, right leg
   *[none] { $pattern }
} ({ $verdict ->
    [shown] shown
   *[possible] possible
})
pattern-not-shown = { $side ->
    [left] { $pattern } (left leg): not shown.
    [right] { $pattern } (right leg): not shown.
   *[none] { $pattern }: not shown.
}
pattern-not-judged = { $side ->
    [left] { $pattern } (left leg): cannot be judged.
    [right] { $pattern } (right leg): cannot be judged.
   *[none] { $pattern }: cannot be judged.
}
pain-on-this-side = The person names this leg as painful.
pain-on-other-side = The person names the other leg as painful.

# Patterns: descriptions of movement.
pattern-antalgic = Shorter stance (fits a sparing, antalgic gait)
    .help = Less time is spent on this leg, as people walk when they spare a leg (antalgic gait).
pattern-reduced-loading-flexion = Little knee bend while taking weight
    .help = The knee bends less than usual just after the foot meets the ground.
pattern-increased-loading-flexion = Much knee bend while taking weight
    .help = The knee bends more than usual just after the foot meets the ground.
pattern-stiff-knee = Little knee bend in swing (stiff knee)
    .help = The knee bends less than usual while the leg swings forward (stiff-knee gait).
pattern-pelvic-drop = Pelvic drop (Trendelenburg)
    .help = While this leg carries the body, the other side of the pelvis drops further than usual (Trendelenburg-like).
pattern-lateral-trunk-lean = Trunk lean to the side (Duchenne)
    .help = The trunk leans over this leg while it carries the body (Duchenne-like).
pattern-hip-hiking = Hip hiking
    .help = This side of the pelvis is lifted more than usual while the leg swings.
pattern-circumduction = Leg swung outward (circumduction)
    .help = The leg swings forward in an outward arc (circumduction).
pattern-steppage = Thigh lifted higher (fits high-stepping, steppage)
    .help = Thigh and knee are lifted higher than usual in swing (steppage-like). The ankle itself is not measured.
pattern-reduced-thigh-extension = Little thigh extension
    .help = The thigh travels less far behind the body than usual at the end of stance.
pattern-forward-lean = Forward lean that grows
    .help = Pelvis or trunk tilt further forward as the walk goes on.
pattern-short-slow-steps = Short, slow steps
    .help = Steps are shorter, walking is slower or both feet stay on the ground longer than expected.
pattern-increased-variability = Uneven strides
    .help = Strides differ from one another more than usual.
pattern-asymmetric-loading = One leg used more carefully
    .help = The loading indicators together point to one leg that is used more carefully. They are not a force measurement.
pattern-drift = Change with walking time
    .help = Some measures change steadily as the walk goes on.
pattern-shift = Change at one moment
    .help = Some measures change from one stride to the next and stay changed.

# Criteria: what was held against what.
criterion-met = Met: { $criterion }. Measured { $value }, limit { $limit }.
criterion-met-interval = Met: { $criterion }. Measured { $value } (95 % interval { $low } to { $high }), limit { $limit }.
criterion-not-met = Not met: { $criterion }. Measured { $value }, limit { $limit }.
criterion-not-met-interval = Not met: { $criterion }. Measured { $value } (95 % interval { $low } to { $high }), limit { $limit }.
criterion-not-measured = Not measured: { $criterion }.

criterion-shorter-stance = stance time shorter than on the other leg
criterion-shorter-single-support = single support shorter than on the other leg
criterion-hurried-next-step = the step onto the other leg is hurried: the step onto this leg takes longer than the one onto the other
criterion-softer-contact = smaller impact acceleration than on the other leg
criterion-longer-unloading = weight is handed over to the other leg more slowly
criterion-little-loading-flexion = knee bend while loading below that of healthy adults
criterion-less-loading-flexion = knee bend while loading smaller than on the other leg
criterion-less-shock-absorbed = less of the impact is damped between shank and thigh than on the other leg
criterion-more-shock-passed-on = more of the quick part of the impact reaches the thigh than on the other leg
criterion-knee-kept-straight = knee kept straighter in mid-stance than in quiet standing
criterion-much-loading-flexion = knee bend while loading above that of healthy adults
criterion-more-loading-flexion = knee bend while loading larger than on the other leg
criterion-low-swing-peak = knee flexion peak in swing below that of healthy adults
criterion-lower-swing-peak = knee flexion peak in swing smaller than on the other leg
criterion-smaller-knee-range = knee range smaller than on the other leg
criterion-less-flexion-gain = knee bends less from push-off to swing peak than the other
criterion-more-pelvic-drop = pelvis drops further in this leg’s stance than in the other’s
criterion-much-pelvic-drop = pelvic drop above that of healthy adults
criterion-leans-over-stance-leg = trunk leans further towards this leg in its stance than towards the other
criterion-sways-over-stance-legs = trunk sways further from standing on one leg to standing on the other than is usual
criterion-more-hiking = pelvis is lifted more in this leg’s swing than in the other’s
criterion-much-hiking = pelvic lift in swing above that of healthy adults
criterion-less-swing-flexion = knee flexion peak in swing smaller than on the other leg
criterion-less-thigh-lift = thigh swings forward less far than the other
criterion-more-outward-swing = leg swings outward further than the other
criterion-much-outward-swing = outward swing above that of healthy adults
criterion-higher-thigh-lift = thigh swings forward further than the other
criterion-high-thigh-lift = thigh swing forward above that of healthy adults
criterion-higher-swing-peak = knee flexion peak in swing larger than on the other leg
criterion-high-swing-peak = knee flexion peak in swing above that of healthy adults
criterion-little-extension = thigh extension below that of healthy adults at this speed
criterion-less-extension = thigh extension smaller than on the other leg
criterion-smaller-thigh-range = thigh range smaller than on the other leg
criterion-leans-at-the-end = pelvis tilted further forward in the last minute than in the first
criterion-trunk-leans-at-the-end = trunk tilted further forward in the last minute than in the first
criterion-leans-more-and-more = pelvis tilts forward steadily during the walk
criterion-trunk-leans-more-and-more = trunk tilts forward steadily during the walk
criterion-slow-for-age = walking speed below what is usual at this age and sex
criterion-short-steps-for-speed = steps shorter than expected at this speed and leg length
criterion-long-double-support = both feet on the ground longer than expected at this speed
criterion-uneven-stride-time = stride time varies more than usual
criterion-uneven-stride-length = stride length varies more than usual
criterion-slower-shank-swing = shank swings more slowly than the other
criterion-slower-thigh-swing = thigh swings more slowly than the other
criterion-unusual-loading-peak-time = knee peak while loading earlier or later in the stride than in healthy adults
criterion-little-flexion-gain = knee bends less from push-off to swing peak than in healthy adults
criterion-faster-pelvic-drop = pelvis drops faster in this leg’s stance than in the other’s
criterion-unusual-pelvic-range = pelvic side tilt smaller or larger than in healthy adults
criterion-wider-swing-path = shank swings further out of the straight line than the other
criterion-softer-heel-contact = the shank is braked less sharply at contact than the other, as when the foot lands flat
criterion-foot-slap = a second impact soon after contact, larger than on the other leg
criterion-larger-shank-range = shank swings through a larger range than the other
criterion-smaller-shank-range = shank swings through a smaller range than the other
criterion-little-hip-extension = hip extension below that of healthy adults
criterion-less-hip-extension = hip extension smaller than on the other leg
criterion-little-thigh-range = thigh range below that of healthy adults at this speed

# What is added to a finding.
remark-both-legs = Both legs show it; the numbers are those of the leg in which it is stronger.
remark-isolated = It stands alone: the leg bends and lifts in swing as much as the other, so that it is not explained by a leg that bends too little.
remark-marked = The size is that of a markedly stiff knee in published comparisons (peak below 44°, or 17° less than the other knee).
remark-no-foot-slap = The contact of the foot looks like that of the other foot: a slap of the front foot is not seen.

# The loading indicators in one statement.
loading-balance = { $side ->
    [left] The left leg is used more carefully: { $towards } of { $judged } loading indicators (time on the leg, impacts, knee bend, swing) point that way, { $against } the other way.
    [right] The right leg is used more carefully: { $towards } of { $judged } loading indicators (time on the leg, impacts, knee bend, swing) point that way, { $against } the other way.
   *[none] Neither leg is clearly spared: of { $judged } loading indicators (time on the leg, impacts, knee bend, swing) { $towards } point to one leg and { $against } to the other.
}
loading-balance-not-judged = Which leg is spared cannot be judged in this recording.

# Changes within the walk.
shift-measured = { $side ->
    [left] { $measure }, left leg: from { $before } to { $after } at { $onset } (change { $change }, 95 % interval { $low } to { $high }).
    [right] { $measure }, right leg: from { $before } to { $after } at { $onset } (change { $change }, 95 % interval { $low } to { $high }).
   *[none] { $measure }: from { $before } to { $after } at { $onset } (change { $change }, 95 % interval { $low } to { $high }).
}
shift-of-difference = { $side ->
   *[none] { $measure }, right against left: from { $before } to { $after } at { $onset } (change { $change }, 95 % interval { $low } to { $high }).
}
drift-measured = { $side ->
    [left] { $measure }, left leg: { $slope } per minute (95 % interval { $low } to { $high }), { $change } in all.
    [right] { $measure }, right leg: { $slope } per minute (95 % interval { $low } to { $high }), { $change } in all.
   *[none] { $measure }: { $slope } per minute (95 % interval { $low } to { $high }), { $change } in all.
}
drift-of-difference = { $side ->
   *[none] { $measure }, right against left: { $slope } per minute (95 % interval { $low } to { $high }), { $change } in all.
}

# Links from a pattern to the article's ideas.
link-antalgic = Our reading: less time on one leg is consistent with sparing it. The article: when the body compensates, weight can be distributed differently; a nerve in the back can also send pain to the leg. Pain of any other origin does the same.
link-reduced-loading-flexion = Our reading: a knee that bends little under weight is consistent with one that is guarded or less well held by its muscles. The article: the femoral nerve serves the front of thigh and knee; the roots L3 and L4 bear on the knee’s function.
link-increased-loading-flexion = Our reading: a knee that bends much under weight is consistent with one that is less well held by its muscles. The article: the femoral nerve serves the front of thigh and knee; the roots L3 and L4 bear on the knee’s function.
link-stiff-knee = Our reading: a knee that bends little in swing is consistent with guarding, stiffness or muscles that do less. The article: weak muscles can make the knee less stable, and the body can compensate by walking differently.
link-pelvic-drop = Our reading: a pelvis that drops is consistent with hip muscles that hold it less well. The article: weak or unbalanced muscles of hip or lower back can make the knee less stable.
link-lateral-trunk-lean = Our reading: a trunk that leans over the standing leg is consistent with relieving the hip muscles of that side. The article: weak muscles of hip or lower back, and weight that is distributed differently, can bear on the knee.
link-hip-hiking = Our reading: a pelvis that is lifted in swing is consistent with making room for a leg that is hard to shorten. The article: weak muscles of hip or lower back can bear on the knee.
link-circumduction = Our reading: a leg that swings outward is consistent with making room for a leg that is hard to shorten. The article: the body can compensate by walking differently; weak muscles can bear on the knee.
link-steppage = Our reading: a leg that is lifted high is consistent with making room for a foot that is hard to lift; whether the foot is weak is not measured. The article: weakness down the leg can be a sign of an irritated nerve root.
link-reduced-thigh-extension = Our reading: little thigh extension is consistent with avoiding an upright, extended back. The article: in spinal stenosis leg symptoms are often worse standing or walking and better sitting; persistent hamstring tightness can be a sign.
link-forward-lean = Our reading: a forward lean that grows is consistent with seeking relief by bending, and just as well with tiredness. The article: in spinal stenosis leg symptoms are often worse standing or walking and better sitting.
link-short-slow-steps = Our reading: short, slow steps are consistent with pain or caution of any origin. The article: a nerve of the back can send pain down the leg.
link-increased-variability = Our reading: uneven strides say little alone; slow walking, tiredness and distraction do the same. The article: weak or unbalanced muscles can make the knee less stable.
link-asymmetric-loading = Our reading: a leg that is used more carefully is consistent with sparing it. The article: weight that is distributed differently can put abnormal stress on the knee.
link-drift = Our reading: a change that grows with walking and recovers after sitting is consistent with the article’s picture of spinal stenosis (often worse walking, better sitting). Heart, vessels, lungs and fitness look alike.
link-shift = Our reading: a change at one moment is consistent with the body beginning to compensate or ceasing to, for instance because pain has started or eased. It may as well have an outer cause. The article: the body can compensate by walking differently.
gait-names-no-cause = Gait does not name the cause: in a 6-minute walk with foot sensors (one study, 10 people in each group), people with spinal stenosis and people with knee osteoarthritis both walked differently from healthy people, but could hardly be told from one another.

# The article: mechanisms.
mechanism-referral = The article: nerves run from the spine down the leg. An irritated or compressed nerve of the lower back can send pain along its path, so that it is felt far from its origin (referred pain).
mechanism-sciatic = The article: the sciatic nerve starts in the lower back and runs down the leg. Where it is compressed, it can hurt anywhere on that path, the knee included.
mechanism-femoral = The article: the femoral nerve comes from the lumbar spine and serves the front of the thigh and the knee. Its irritation is felt there.
mechanism-compensation = The article: even without a nerve being involved, a misaligned or weak spine can make the body compensate. Weight is distributed differently, walking changes, the knee takes abnormal stress, and over time pain can start or get worse.
mechanism-weakness = The article: weak or unbalanced muscles of the hip or lower back, often after a spinal problem, can make the knee less stable and easier to hurt.

# The article: conditions.
condition-radiculopathy = Lumbar radiculopathy (“sciatica”)
    .ties = The article: a pinched or inflamed nerve root causes pain, numbness, tingling or weakness down the leg, often to the knee. The roots L3 and L4 bear on sensation and function around the knee.
condition-stenosis = Spinal stenosis
    .ties = The article: a narrowed spinal canal presses on nerves. Leg symptoms, the knee included, are often worse in standing or walking and better in sitting. The muscles that hold the knee can be affected.
condition-piriformis = Piriformis syndrome (“false sciatica”)
    .ties = The article: the piriformis muscle in the buttock irritates the sciatic nerve. Pain and tingling run from the buttock down the thigh, often to the knee. It resembles a disc herniation.
condition-spondylolisthesis = Spondylolisthesis
    .ties = The article: a slipped vertebra irritates nerves, more so where it compresses a root. Leg and knee hurt.
condition-sign-for = Speaks for it: { $sign } (reported).
condition-sign-against = Speaks against it: { $sign } was asked and denied.
condition-sign-unclear = Open: { $sign } was asked without a clear answer.
condition-sign-open = Open: { $sign } was not asked.
detail-front-pain = The person reports pain at the front of thigh or knee, the area that the article gives to the femoral nerve. Most pain there comes from the knee itself.
detail-buttock-pain = The person reports pain in the buttock, where the article says that piriformis pain begins. Other back and hip problems hurt there too.
detail-stenosis-positions-match = The reported positions match the article’s description of stenosis: better in sitting, or worse in standing or walking.
detail-stenosis-positions-opposite = The reported positions are the opposite of the article’s description of stenosis: worse in sitting, or better in standing or walking.
detail-stenosis-positions-mixed = The reported positions match the article’s description of stenosis only in part.

# The article: signs.
sign-not-local = pain that moving or pressing the knee does not make worse
    .question = Does moving or pressing the knee leave the pain unchanged?
sign-back-position = pain that changes with the position of the back
    .question = Does the pain change when you sit, stand or bend?
sign-neuro = numbness, tingling or weakness in the leg or foot
    .question = Is there numbness, tingling or weakness in the leg or foot?
sign-radiating = pain that runs from hip or buttock to the knee
    .question = Does the pain run from the hip or buttock to the knee?
sign-quality = a deep ache or burning rather than a sharp local pain
    .question = Is the pain a deep ache or burning rather than sharp and local?
sign-hamstring = hamstring tightness that stays despite stretching
    .question = Do the muscles at the back of the thigh stay tight despite stretching?
sign-gait-shift = a shifted walking gait
sign-asked-for = { $question } Yes. The article counts this among the signs that knee pain may come from the back.
sign-asked-against = { $question } No. This speaks against the back as the origin, but does not rule it out.
sign-asked-unclear = { $question } No clear answer.
sign-asked-open = { $question } Not asked.
sign-measured-for = Measured and shown: { $sign }. The article counts this among the signs that knee pain may come from the back; knee, hip and foot problems shift the gait as well.
sign-measured-against = Measured and not shown: { $sign }. This does not rule the back out.
sign-measured-unclear = Measured, not certain: { $sign }.
sign-measured-short = Shown in this recording: { $sign }. It counts as a sign only once a pattern holds through three minutes of walking with a hundred strides a leg; this recording is shorter.
sign-measured-open = Could not be measured: { $sign }.
sign-state-for = speaks for
sign-state-against = speaks against
sign-state-unclear = unclear
sign-state-open = open
signs-none-asked = The article’s six questions about signs of the back have not been asked yet.
signs-summary = The article’s six questions: { $for } answered as it describes for the back, { $against } answered against it, { $open } open.
signs-decide-nothing = No number of signs is proof, and none rules the back out. They help to decide what to examine.

# What to examine, and why.
examine-warning-sign = Reported warning sign
examine-nerve-signs = Signs of a nerve reported
examine-position-dependent = Pain changes with the position of the back
examine-walking-dependent = Worse upright, better sitting: nerves or vessels
examine-knee-signs = Pain that may come from the knee itself
examine-hamstring-tight = Tight hamstrings reported
examine-finding = { $side ->
    [left] { $pattern }, left leg
    [right] { $pattern }, right leg
   *[none] { $pattern }
}
examine-not-asked = Not asked yet

# The article: next steps.
next-urgent-first = First of all: urgent medical assessment of the reported warning signs.
next-evaluate = The article: see a health professional. History, physical examination and, where needed, imaging (X-ray, MRI) tell a knee problem from pain that comes from the spine.
next-conservative = The article: conservative treatment comes first. Physical therapy strengthens the muscles of the spine and improves posture, which takes pressure off the nerves and improves how the body moves.
next-pain = The article: pain management can include over-the-counter pain relievers or anti-inflammatories. Ask a physician or pharmacist whether they suit you.
next-diagnosis = The article: the right diagnosis is what makes treatment work and prevents further trouble. It is made by a professional, not by this report.

# Studies.
evidence-sciatica-reduced-stance = One group of people with sciatica spent less time on the leg.
evidence-sciatica-normal-stance = In the same study, another group of people with sciatica had normal stance times and narrow steps: a normal stance time does not exclude it.
evidence-l4-more-flexion = The literature cuts both ways: people with L4 radiculopathy bent the knee more, not less, just after contact. Slight weakness of the quadriceps was given as the explanation.
evidence-stenosis-more-flexion = People with spinal stenosis walked with more knee flexion.
evidence-strength-explains-little = In knee osteoarthritis, quadriceps strength explains only little of the knee bend: about 2.9° per unit of strength.
evidence-effects-below-error = Effects can be smaller than the sensors’ error: after knee ligament surgery, people with strong and with weak quadriceps differed by only 2.3° of knee flexion. One person cannot be classified by that.
evidence-effusion-more-flexion = A knee with an effusion is held in more flexion too, so that this pattern does not point to the back in particular.
evidence-weakness-both-ways = The literature cuts both ways: weak quadriceps were found with less knee bend after knee surgery, and with more in L4 radiculopathy.
evidence-drop-hike-l5 = People with L5 radiculopathy and a weak foot dropped the other side of the pelvis in stance and hiked the affected side in swing.
evidence-hip-arthritis-less-range = In hip osteoarthritis the pelvis moved less, not more, and less evenly: both directions occur.
evidence-lean-in-hip-arthritis = In hip osteoarthritis, people with a Duchenne limp moved the trunk more. The pattern is well known without any back problem.
evidence-bending-to-painful-side = People with lumbar stenosis and more leg pain bent the trunk towards the painful side.
evidence-l5-less-dorsiflexion = People with L5 radiculopathy lifted the foot less and hiked the pelvis in swing.
evidence-s1-less-extension = People with S1 radiculopathy extended the hip less.
evidence-stenosis-less-extension = People with spinal stenosis extended the hip less and turned the pelvis less.
evidence-stenosis-two-ways = Stenosis shows in two ways: those who stay upright shorten the step and extend the hip less, others bend the trunk and keep the step length.
evidence-stoop-belief = Clinicians expect a forward stoop in spinal stenosis.
evidence-stenosis-thesis-posture = In one group with spinal stenosis the lower back was flexed and the pelvis tilted backward.
evidence-stenosis-posture-unchanged = The literature cuts both ways: in seven people with spinal stenosis the spine was slightly flexed in walking, but symptoms did not change it.
evidence-more-pain-more-extension = The literature cuts both ways: people with more leg pain extended the spine more and tilted the pelvis forward.
evidence-radiculopathy-slow = People with radiculopathy walked more slowly, with shorter strides and longer double support, on the sound leg too.
evidence-stenosis-variability-trend = In spinal stenosis, stride length tended to vary more, but not beyond chance.
evidence-slow-is-variable = Strides vary more whenever people walk more slowly than they prefer.
evidence-no-force = Accelerometers do not give forces: for running, estimates of the ground force from them missed by up to two thirds.

# Equally common other reasons.
alike-knee-or-foot-pain = pain in the knee, ankle or foot itself
alike-hip-pain = pain in the hip
alike-leg-length = a difference in leg length
alike-one-sided-weakness = weakness of one leg from any cause
alike-habit = habit
alike-knee-arthritis = osteoarthritis of the knee
alike-knee-effusion = fluid in the knee joint
alike-ligament-injury = an injured or operated knee ligament
alike-slow-walking = slow walking
alike-fast-walking = fast walking
alike-fear = fear of pain or of giving way
alike-knee-flexion-contracture = a knee that cannot be straightened fully
alike-longer-leg = this leg being the longer one
alike-knee-stiffness = a stiff knee
alike-knee-pain = pain in the knee
alike-knee-prosthesis = a knee prosthesis
alike-after-stroke = the state after a stroke
alike-hip-arthritis = osteoarthritis of the hip
alike-one-sided-load = carrying something on one side
alike-scoliosis = a sideways curve of the spine
alike-stiff-knee = a knee that bends little in swing
alike-stiff-ankle = a stiff ankle
alike-foot-lift-weakness = weak lifting of the foot from any cause
alike-hip-stiffness = a stiff hip
alike-wide-steps = wide steps for balance
alike-other-leg-stiff = the other leg bending less, so that this one only seems to bend more
alike-fibular-nerve-pressure = pressure on the nerve at the head of the fibula (also from a tight strap below the knee) or another nerve disease
alike-ankle-foot-pain = pain in the ankle or foot
alike-obstacles = uneven ground or obstacles
alike-hip-flexor-contracture = short hip flexors
alike-age = age
alike-vascular = poor circulation in the legs
alike-sensor-slip = a sensor that slipped
alike-tiredness = tiredness
alike-clothing = clothing that pulls at the sensor
alike-pain-anywhere = pain of any kind
alike-caution = caution
alike-unknown-surroundings = unfamiliar surroundings
alike-heart-and-lungs = heart, lungs and fitness
alike-distraction = distraction or a second task
alike-uneven-floor = an uneven floor
alike-sensor-height = sensors at different heights on the two legs

# What must not be claimed.
not-pain-place = It does not show where the pain sits.
not-nerve = It does not show that a nerve is involved.
not-nerve-root = It does not show that a nerve root is involved, or which.
not-cause = It does not show a cause.
not-femoral-nerve = It does not show a problem of the femoral nerve.
not-weak-quadriceps = It does not show that the quadriceps is weak.
not-spasticity = It does not show spasticity.
not-gluteal-paresis = It does not show a paresis of the hip abductors.
not-foot-drop = It does not show a foot drop.
not-ankle-movement = It does not show how the ankle moves: there is no sensor on the foot.
not-stenosis = It does not show a spinal stenosis.
not-fall-risk = It does not show a risk of falling.
not-force = It is not a measurement of force.
not-body-weight = It does not show how much weight is on a leg.
not-joint-load = It does not show the load in a joint.

# What can be checked by hand.
check-ask-pain = Ask when and where it hurts, and mark it on a body chart.
check-urgent-assessment = Urgent medical assessment today, before anything else; no exercises until then.
check-ask-signs = Ask the six questions of the intake: they decide whether back, nerve or knee is examined first.
check-myotomes-l3-l4 = Strength of hip flexion, knee extension and ankle dorsiflexion (L3, L4).
check-dermatomes-l3-l4 = Sensation at the inner knee and inner lower leg (L3, L4).
check-repeated-movements = Repeated movements of the lumbar spine: does the known pain move or change?
check-walk-then-sit = Let the person walk until it hurts, then sit: how quickly does it ease?
check-knee-ligaments-menisci = Tests of the knee’s ligaments and menisci.
check-hamstring-length = Length of the hamstrings on both sides.
check-leg-length = Measure the leg lengths.
check-palpate-joints = Move and palpate hip, knee, ankle and foot: does it bring on the known pain?
check-quadriceps-strength = Test the strength of the quadriceps on both sides.
check-knee-jerk = Test the knee jerk on both sides.
check-femoral-nerve-stretch = Femoral nerve stretch test (prone knee bend).
check-knee-effusion = Check the knee for fluid.
check-knee-extension-range = Check whether the knee extends fully.
check-knee-range = Measure passive and active knee range.
check-rectus-length = Test the length of the rectus femoris.
check-tone = Check muscle tone at slow and quick stretch.
check-single-leg-stand = Single-leg stand: does the pelvis drop or the trunk lean?
check-hip-abduction-strength = Test the strength of hip abduction on both sides.
check-hip-range = Measure the hip’s range of movement.
check-spine-inspection = Look at the spine in standing and bending.
check-ankle-lift-strength = Test the strength of ankle dorsiflexion; heel walking.
check-hip-flexion-strength = Test the strength of hip flexion.
check-big-toe-lift = Test the strength of lifting the big toe.
check-sensation-foot = Test sensation on the lower leg and the back of the foot.
check-urgent-signs = Ask about the warning signs; a new foot drop needs urgent medical assessment. Check that the strap below the knee does not press.
check-hip-extension-range = Measure hip extension.
check-thomas-test = Thomas test for short hip flexors.
check-straight-leg-raise = Straight leg raise: nerve tension or tight hamstrings?
check-pulses = Feel the foot pulses.
check-sensor-still-in-place = Check that the sensors sit where they sat at the start.
check-ask-relief-sitting = Ask whether sitting or bending forward relieves, and how quickly.
check-lumbar-extension = Test lumbar extension: does it bring on the known leg pain?
check-ask-usual-speed = Ask whether this was the usual speed.
check-timed-walk = Time a 10 m walk.
check-balance-test = Test the balance, such as tandem or single-leg stand.
check-ask-falls = Ask about falls and unsteadiness.
check-repeat-quiet-place = Repeat the walk in a quiet place on an even floor.
check-two-scales-stand = Let the person stand on two scales.
check-sensor-height = Measure the height of the sensors on both legs.

# Why a pattern cannot be judged.
reason-no-walking = no walking was found
reason-no-sensor-aligned = there is motion, but no sensor could be aligned with the body
reason-contacts-from-pelvis = foot contacts were found with the pelvis sensor alone, which is not exact enough
reason-no-trunk-sensor = needs a trunk sensor, which was not worn
reason-no-pelvis-sensor = needs a pelvis sensor, which was not worn
reason-no-thigh-sensor = needs hip sensors (thigh) on both legs, which were not worn
reason-no-shank-sensor = needs knee sensors (shank) on both legs, which were not worn
reason-one-sided-kit = sensors were worn on one leg only
reason-not-calibrated = a sensor could not be aligned with the body
reason-not-measured = the measures behind it are missing
reason-no-reference = there are no reference values for this person or speed
reason-speed-unknown = the walking speed is not known
reason-age-unknown = the age is not known
reason-slow-walking = the walk was too slow to be compared with healthy adults
reason-fast-walking = the walk was too fast to be compared with healthy adults
reason-treadmill = the belt sets the speed
reason-zero-assumed = the zero of the angle is assumed
reason-too-few-strides = too few steady strides
reason-short-recording = the walk was too short
reason-poor-quality = the quality of the recording does not allow it
reason-poor-sensor = a sensor’s data are incomplete
reason-weak-source = foot contacts are less certain with these sensors
reason-clock = the sensors’ clocks are not close enough
reason-unlike-swing = the legs swing too differently to compare when the feet leave the ground
reason-levels-explain-it = sudden changes explain it better than a steady one
reason-sensor-moved = a sensor moved on the body
reason-clock-unknown = the sensors’ clocks are not known, and the walk does not tell them
reason-clock-estimated = the sensors’ clocks were brought together by the walk, which leaves some hundredths of a second open
reason-clock-contradicted = the walk contradicts the sensors’ clocks as they were stated
reason-not-one-walk = the sensors do not show one walk of one person
reason-impossible-values = the sensor holds values that no body makes
reason-impossible-range = the joint seems to move farther than joints do: a sensor was worn or named wrongly
reason-held-samples = the sensor was slower than its file says: values were repeated
reason-gyroscope-clipped = the gyroscope ends at its range, so that angles miss what lies beyond
reason-rates-differ = the legs' sensors measure at different rates
reason-bandwidth-differs = one leg's sensor is smoothed more than the other's
reason-gyroscope-smoothed = the gyroscope is smoothed far more than the other leg's, so that its contacts and angles are late
reason-starts-late = the sensor began late
reason-ends-early = the sensor ended early
reason-many-implausible = many strides are not plausible
reason-legs-exchanged = the leg sensors seem to be on the other legs
reason-legs-crossed = sensors of different legs seem to be exchanged
reason-gyroscope-doubtful = the gyroscope does not agree with the accelerometer or with the other sensors
reason-acceleration-doubtful = the accelerometer does not measure gravity as it should
reason-gyroscope-bias = the gyroscope showed a turn where there was none; it was taken off
reason-unlike-limb = the sensor does not move like one on this segment
reason-thigh-for-shank = thigh and knee sensor of a leg seem to be exchanged
reason-upside-down = a sensor seems to measure upside down
reason-lost-rows = the sensor falls behind the others: rows of its file were lost
reason-arrival-times = the times are those of arrival, not of measuring

# Why two visits cannot be compared in a measure.
reason-other-person = the two recordings name different people
reason-other-walkway = one walk was on a treadmill, the other over ground
reason-other-protocol = the two visits followed different protocols
reason-other-contact-source = foot contacts were found with other sensors at the two visits
reason-earlier-method = one of the visits was analysed by an earlier method: analyse its recording again
reason-other-speed-method = walking speed was found in another way at the two visits
reason-other-sensors = other sensors were worn at the two visits
reason-other-rate = the sensors measured at another rate at the two visits
reason-other-calibration = the sensors were aligned with the body in another way at the two visits
reason-other-speed = the walking speeds of the two visits differ too much
reason-too-uncertain = the values are too uncertain for a comparison
reason-error-unknown = the measuring error of this value between two visits is not known

# What should agree before two visits are compared.
check-same-person = Same person
check-same-sensors = Same sensors at the same places
check-same-rate = Same measuring rate
check-same-walkway = Both over ground, or both on a treadmill
check-same-protocol = Same protocol
check-same-contacts = Foot contacts found with the same sensors
check-same-calibration = Sensors aligned with the body in the same way
check-same-speed = Same walking speed

# Warning signs: asked, never measured.
red-flags-heading = Warning signs
red-flags-heading-urgent = Warning signs reported: act today
red-flags-urgent = Urgent: a warning sign was reported. It needs medical assessment today, in an emergency department or by a physician on call.
red-flags-whatever-gait = This holds whatever the gait shows. Do not wait for the results of this report or for the next appointment.
red-flag-reported = Reported: { $sign }.
red-flags-open = Not all warning signs have been asked and answered. Please ask before anything else:
red-flag-to-ask = To be asked: { $sign }.
red-flags-none = The three warning signs were asked and denied.
red-flags-standing-advice = New foot drop, numbness in the saddle area, or a change in bladder or bowel function need urgent medical assessment, whenever they appear.
red-flag-saddle-numbness = numbness in the saddle area (between the legs, around the anus or genitals)
    .short = numb saddle area
    .question = Is there numbness between the legs or around the anus or genitals?
red-flag-bladder-bowel-change = a change in bladder or bowel function
    .short = bladder or bowel
    .question = Has passing or holding urine or stool changed?
red-flag-new-foot-drop = a foot that has newly begun to hang or slap
    .short = new foot drop
    .question = Has a foot newly begun to hang or slap when walking?

# Who was looked at in the studies.
paper-beauchet2009 = 29 healthy adults
paper-bmc2019 = what is expected of spinal stenosis in practice
paper-boston-thesis = thesis; 9 people with spinal stenosis, 10 healthy
paper-cluster2010 = 28 people with sciatica from a slipped disc, 19 healthy
paper-fukuchi2018 = 42 healthy adults
paper-hip-int2015 = 20 people with hip osteoarthritis, 20 with knee osteoarthritis, 20 healthy
paper-igawa2018 = 111 people with spinal stenosis
paper-jat56-960 = after reconstruction of the anterior cruciate ligament: 31 people with a strong quadriceps, 116 with a weak one
paper-jner9-3 = 60 people with hip osteoarthritis, 10 of them with a Duchenne limp, 30 healthy
paper-kiernan2023 = 74 people who ran
paper-lee2010 = 19 people with L5 radiculopathy and a weak foot, 16 healthy
paper-lodin2022 = 15 people with spinal stenosis, 15 healthy
paper-miura2022 = 30 people with spinal stenosis
paper-mousavi2021 = 7 people with spinal stenosis
paper-pmc4267982 = people with knee osteoarthritis
paper-pmc9739785 = 10 people with spinal stenosis, 10 with knee osteoarthritis, 10 healthy
paper-s1-study2004 = 12 people with L5 radiculopathy, 12 with S1 radiculopathy, 12 healthy
paper-torry2000 = 14 healthy people with fluid injected into the knee
paper-yokogawa2015 = people with L4 radiculopathy against people with hip osteoarthritis

# No finding.
no-finding-not-shown = No compensation pattern is shown in this recording.
no-finding-few-judged = Only { $judged } of the { $all } patterns could be judged; { $judged ->
    [one] it is
   *[other] they are
} not shown. On the others this recording says nothing.
no-finding-none-judged = This recording does not allow a verdict on any pattern.
no-finding-but-differences = { $count ->
    [one] One side difference is shown all the same; alone it makes no pattern.
   *[other] { $count } side differences are shown all the same; they make no known pattern.
}
no-finding-means = This means: in this walk, at this speed and with these sensors, nothing left the range of measuring error and healthy variation in the way that a pattern requires.
no-finding-does-not-mean = This does not mean that all is well, and it does not rule the back in or out. Most of the article’s signs are asked, not measured, and many people with back problems walk normally for a few minutes.

# Limits.
explanation-limit-evidence = A pattern is evidence, never a diagnosis. It describes movement.
explanation-limit-both-ways = The literature cuts both ways: early knee flexion was larger, not smaller, in L4 radiculopathy, and trunk posture in spinal stenosis was found flexed, unchanged and extended.
explanation-limit-absence = Neither a pattern nor its absence rules a back cause in or out.
explanation-limit-article = The article “{ $title }” is a text for the public, not a guideline. It says what can be, not what is.

# The intake.
intake-answer = { $answer ->
    [yes] yes
    [no] no
    [unknown] not known
   *[none] not asked
}
intake-effect = { $effect ->
    [better] better
    [worse] worse
    [same] the same
    [unknown] not known
   *[none] not asked
}
intake-pain_side = Painful side
intake-pain_place = Where it hurts
intake-pain_score = Pain now, 0 to 10
intake-sitting = Sitting
intake-standing = Standing
intake-walking = Walking
intake-bending = Bending forward
pain-side-left = left
pain-side-right = right
pain-side-both = both
pain-place-lower_back = lower back
pain-place-buttock = buttock
pain-place-hip = hip
pain-place-thigh_front = front of the thigh
pain-place-thigh_back = back of the thigh
pain-place-knee_front = front of the knee
pain-place-knee_inner = inner side of the knee
pain-place-knee_outer = outer side of the knee
pain-place-knee_back = back of the knee
pain-place-lower_leg = lower leg
pain-place-foot = foot

# The patient's page: short sentences, plain words.
patient-heading-urgent = Please act today
patient-heading-what = What we did
patient-heading-seen = What we saw
patient-heading-back = How a back can hurt a knee
patient-heading-answers = Your answers
patient-heading-next = What you can do
patient-heading-warning = When to get help at once
patient-heading-last = Please remember
patient-urgent = You told us about a warning sign. Please go to an emergency department or call a doctor today. Do not wait. This is what you told us:
patient-warning = Some signs need a doctor on the same day. Please get help at once if one of these appears:
patient-red-flag-saddle-numbness = Numb skin between the legs.
patient-red-flag-bladder-bowel-change = Trouble with passing or holding urine or stool.
patient-red-flag-new-foot-drop = A foot that suddenly hangs or slaps when walking.
patient-what = Small sensors on the body recorded how you walk. They measure movement. They do not measure pain, and they cannot look inside the body.
patient-pattern-antalgic = { $verdict ->
    [shown] { $side ->
        [left] You spend less time on the left leg.
        [right] You spend less time on the right leg.
       *[none] You spend less time on one leg.
    }
   *[possible] { $side ->
        [left] You may spend a little less time on the left leg. This is not certain.
        [right] You may spend a little less time on the right leg. This is not certain.
       *[none] You may spend a little less time on one leg. This is not certain.
    }
}
patient-pattern-reduced-loading-flexion = { $verdict ->
    [shown] { $side ->
        [left] Your left knee bends only a little when you step on it.
        [right] Your right knee bends only a little when you step on it.
       *[none] Your knees bend only a little when you step on them.
    }
   *[possible] { $side ->
        [left] Your left knee may bend only a little when you step on it. This is not certain.
        [right] Your right knee may bend only a little when you step on it. This is not certain.
       *[none] Your knees may bend only a little when you step on them. This is not certain.
    }
}
patient-pattern-increased-loading-flexion = { $verdict ->
    [shown] { $side ->
        [left] Your left knee bends a lot when you step on it.
        [right] Your right knee bends a lot when you step on it.
       *[none] Your knees bend a lot when you step on them.
    }
   *[possible] { $side ->
        [left] Your left knee may bend a lot when you step on it. This is not certain.
        [right] Your right knee may bend a lot when you step on it. This is not certain.
       *[none] Your knees may bend a lot when you step on them. This is not certain.
    }
}
patient-pattern-stiff-knee = { $verdict ->
    [shown] { $side ->
        [left] Your left knee bends only a little when the leg swings forward.
        [right] Your right knee bends only a little when the leg swings forward.
       *[none] Your knees bend only a little when the leg swings forward.
    }
   *[possible] { $side ->
        [left] Your left knee may bend only a little when the leg swings forward. This is not certain.
        [right] Your right knee may bend only a little when the leg swings forward. This is not certain.
       *[none] Your knees may bend only a little when the leg swings forward. This is not certain.
    }
}
patient-pattern-pelvic-drop = { $verdict ->
    [shown] { $side ->
        [left] When you stand on the left leg, the other side of your hips drops.
        [right] When you stand on the right leg, the other side of your hips drops.
       *[none] When you stand on one leg, the other side of your hips drops.
    }
   *[possible] { $side ->
        [left] When you stand on the left leg, the other side of your hips may drop. This is not certain.
        [right] When you stand on the right leg, the other side of your hips may drop. This is not certain.
       *[none] When you stand on one leg, the other side of your hips may drop. This is not certain.
    }
}
patient-pattern-lateral-trunk-lean = { $verdict ->
    [shown] { $side ->
        [left] Your upper body leans to the left when you step on the left leg.
        [right] Your upper body leans to the right when you step on the right leg.
       *[none] Your upper body leans to the side when you walk.
    }
   *[possible] { $side ->
        [left] Your upper body may lean to the left when you step on the left leg. This is not certain.
        [right] Your upper body may lean to the right when you step on the right leg. This is not certain.
       *[none] Your upper body may lean to the side when you walk. This is not certain.
    }
}
patient-pattern-hip-hiking = { $verdict ->
    [shown] { $side ->
        [left] You lift the left side of your hips when the left leg swings forward.
        [right] You lift the right side of your hips when the right leg swings forward.
       *[none] You lift your hips when a leg swings forward.
    }
   *[possible] { $side ->
        [left] You may lift the left side of your hips when the left leg swings forward. This is not certain.
        [right] You may lift the right side of your hips when the right leg swings forward. This is not certain.
       *[none] You may lift your hips when a leg swings forward. This is not certain.
    }
}
patient-pattern-circumduction = { $verdict ->
    [shown] { $side ->
        [left] Your left leg swings outward on its way forward.
        [right] Your right leg swings outward on its way forward.
       *[none] Your legs swing outward on their way forward.
    }
   *[possible] { $side ->
        [left] Your left leg may swing outward on its way forward. This is not certain.
        [right] Your right leg may swing outward on its way forward. This is not certain.
       *[none] Your legs may swing outward on their way forward. This is not certain.
    }
}
patient-pattern-steppage = { $verdict ->
    [shown] { $side ->
        [left] You lift the left leg high when it swings forward.
        [right] You lift the right leg high when it swings forward.
       *[none] You lift your legs high when they swing forward.
    }
   *[possible] { $side ->
        [left] You may lift the left leg high when it swings forward. This is not certain.
        [right] You may lift the right leg high when it swings forward. This is not certain.
       *[none] You may lift your legs high when they swing forward. This is not certain.
    }
}
patient-pattern-reduced-thigh-extension = { $verdict ->
    [shown] { $side ->
        [left] Your left leg does not go far back before it leaves the ground.
        [right] Your right leg does not go far back before it leaves the ground.
       *[none] Your legs do not go far back before they leave the ground.
    }
   *[possible] { $side ->
        [left] Your left leg may not go far back before it leaves the ground. This is not certain.
        [right] Your right leg may not go far back before it leaves the ground. This is not certain.
       *[none] Your legs may not go far back before they leave the ground. This is not certain.
    }
}
patient-pattern-forward-lean = { $verdict ->
    [shown] { $side ->
       *[none] You lean further forward the longer you walk.
    }
   *[possible] { $side ->
       *[none] You may lean further forward the longer you walk. This is not certain.
    }
}
patient-pattern-short-slow-steps = { $verdict ->
    [shown] { $side ->
       *[none] Your steps are shorter or slower than expected.
    }
   *[possible] { $side ->
       *[none] Your steps may be shorter or slower than expected. This is not certain.
    }
}
patient-pattern-increased-variability = { $verdict ->
    [shown] { $side ->
       *[none] Your steps differ from one another more than usual.
    }
   *[possible] { $side ->
       *[none] Your steps may differ from one another more than usual. This is not certain.
    }
}
patient-pattern-asymmetric-loading = { $verdict ->
    [shown] { $side ->
        [left] You use the left leg more carefully than the right.
        [right] You use the right leg more carefully than the left.
       *[none] You use one leg more carefully than the other.
    }
   *[possible] { $side ->
        [left] You may use the left leg more carefully than the right. This is not certain.
        [right] You may use the right leg more carefully than the left. This is not certain.
       *[none] You may use one leg more carefully than the other. This is not certain.
    }
}
patient-pattern-drift = { $verdict ->
    [shown] { $side ->
       *[none] Your walking changed little by little during the walk.
    }
   *[possible] { $side ->
       *[none] Your walking may have changed little by little during the walk. This is not certain.
    }
}
patient-pattern-shift = { $verdict ->
    [shown] { $side ->
       *[none] Your walking changed at one moment during the walk.
    }
   *[possible] { $side ->
       *[none] Your walking may have changed at one moment during the walk. This is not certain.
    }
}
patient-doubt = A part of this recording is not certain enough. We say nothing about that part. Your therapist can see why.
patient-test-result = { $test ->
    [timed-up-and-go] Standing up, walking, turning and sitting down again took you { $total }.
    [five-times-sit-to-stand] Standing up from the chair five times took you { $total }.
    [six-minute-walk] In six minutes you walked { $distance }.
   *[two-minute-walk] In two minutes you walked { $distance }.
}
patient-test-without-result = We could not work out the result of this test. Your therapist can see why.
patient-test-means = One result alone says little. It helps when the test is done again on another day.
patient-recovered = { $what ->
    [speed] { $direction ->
        [down] You became slower while you walked. After the rest you walked faster again.
       *[up] You became faster while you walked. After the rest you walked slower again.
    }
    [steps] { $direction ->
        [down] Your steps became shorter while you walked. After the rest they were longer again.
       *[up] Your steps became longer while you walked. After the rest they were shorter again.
    }
   *[other] Your walking changed while you walked. After the rest it was more as it was at first.
}
patient-legs-changed = { $course ->
    [less] During the walk your legs became more alike.
   *[more] { $what ->
        [time] { $side ->
            [left] During the walk you began to spend less time on the left leg than on the right.
           *[right] During the walk you began to spend less time on the right leg than on the left.
        }
       *[other] During the walk your legs became less alike.
    }
}
patient-changed = { $what ->
    [speed] { $direction ->
        [down] You became slower during the walk.
       *[up] You became faster during the walk.
    }
    [steps] { $direction ->
        [down] Your steps became shorter during the walk.
       *[up] Your steps became longer during the walk.
    }
   *[other] { $how ->
        [once] Your walking changed at one moment during the walk.
       *[slowly] Your walking changed little by little during the walk.
    }
}
patient-side-difference = One thing is not the same on both legs: { $measure }. Your therapist can explain it to you.
patient-alike = Both legs did much the same.
patient-nothing-shown = We saw no unusual way of walking. To call your legs alike, this recording is not certain enough.
patient-nothing-walked = This recording does not show enough walking to say how you walk.
patient-not-the-cause = This describes how you walk. It does not tell why. Many things can make people walk like this: the knee, the hip, the foot, the back, or just habit.
patient-few-judged = This recording could show only a part of how you walk. In that part we saw nothing unusual.
patient-nothing-judged = This recording was not good enough to judge how you walk. Please record again.
patient-nothing-means = Pain can come from the knee or from the back, even when walking looks normal. Please tell your therapist what you feel.
patient-back = An article for the public explains how a back can hurt a knee:
patient-mechanism-referral = Nerves run from the back down the leg. An irritated nerve in the back can hurt in the knee.
patient-mechanism-sciatic = A large nerve runs from the lower back down the back of the leg. Pressure on it can hurt anywhere along the way.
patient-mechanism-femoral = Another nerve runs from the back to the front of the thigh and the knee. It can hurt there when it is irritated.
patient-mechanism-compensation = When the back is in trouble, you may walk differently without noticing. Then the knee gets stress that it is not used to.
patient-mechanism-weakness = The muscles around hip and lower back help to hold the knee. If they help less, the knee has more to carry.
patient-answers-open = You were not asked about the signs of a back problem yet. Your therapist can ask you.
patient-answers-none = None of your answers points to the back. That alone does not rule it out.
patient-answers-some = Some of your answers can be signs that the back is involved:
patient-answers-hint = They can also have other reasons. They help your therapist to decide what to look at.
patient-sign-not-local = Moving or pressing the knee does not make the pain worse.
patient-sign-back-position = The pain changes when you sit, stand or bend.
patient-sign-neuro = You feel numbness, tingling or weakness in the leg or foot.
patient-sign-radiating = The pain runs from the hip or buttock to the knee.
patient-sign-quality = The pain is a deep ache or a burning.
patient-sign-hamstring = The back of your thigh stays tight although you stretch it.
patient-next-evaluate = Talk to your physiotherapist or doctor. They examine the knee and the back. Sometimes pictures (X-ray, MRI) are needed.
patient-next-conservative = Gentle treatment usually comes first. Exercises make the muscles of the back stronger and help you to move better.
patient-next-pain = Medicine from the pharmacy can ease pain for a while. Ask first whether it suits you.
patient-next-diagnosis = Finding the true reason matters: only then can treatment fit.
patient-last = This page describes how you moved during this recording. It cannot show what causes your pain. It is not a diagnosis.
