# Methods, limits and sources.

contacts-shank = Foot contacts come from the angular rate of the shanks.
contacts-thigh = Foot contacts come from the angular rate of the thighs, because no knee sensor (shank) was worn. Their timing is less certain.
contacts-pelvis = Foot contacts come from the acceleration of the pelvis alone. Which foot it was is estimated.

speed-shank_strapdown = Walking speed comes from the motion of the shank between the moments at which the foot is flat and the shank turns least; the height of the sensor above the ankle enters.
speed-two_leg_model = Walking speed comes from the angles of thighs and shanks and the lengths of the segments.
speed-pelvis_pendulum = Walking speed is an estimate from the up-and-down motion of the pelvis.
speed-timed = Walking speed was measured with a timed walk.

calibration-given = the alignment was given with the recording
calibration-standing = zero is this person's quiet standing posture
calibration-walking_mean = zero is assumed from healthy walking and may be off by several degrees
calibration-none = could not be aligned with the body, so that its angles are left out
calibration-uncertainty = (zero uncertain by about { $degrees }°)

method-values = Values are medians over the steady strides of a side. Intervals are 95 % confidence intervals, found by drawing blocks of strides again and again (bootstrap) and widened by how far the walk wanders from one stretch of about 20 seconds to the next.
method-ratio = Side differences in per cent are 100 × ln(right ÷ left): about the usual per cent for small differences, and the same size whichever side is larger.
method-pairs = Differences are taken between neighbouring strides of the two legs. A positive difference means that the right side is larger.
method-verdict = A side difference is called “{ $shown }” only where its whole interval lies beyond the measurement error and beyond what nineteen out of twenty healthy adults show, in the recording and in each of its halves, and where it is no chance among the eight measures that carry verdicts. Where the whole interval lies within those limits the sides are alike. A difference that is there, but neither surely within nor surely beyond the limits, is called “{ $small }”. Where the interval includes zero and reaches beyond the limits it is “{ $none }”: that is not proof of symmetry. Otherwise it “{ $unjudged }”. All other measures are described without a verdict.
method-strides = Strides in and beside turns, at the start and end of walking, with missing samples or out of line with their neighbours do not enter the medians. They stay in strides.csv with the reason.
method-patterns = A way of walking is called “shown” only where a measure that carries verdicts shows it, or where two independent criteria on the same side are met that share neither zero nor sensor nor signal, each beyond its limit with its whole interval; and “possible” where one such criterion is met, or where the value lies beyond the limit but not its whole interval. Its criteria, values and limits stand with each finding.

limits-force = Sensors measure motion, not force. Impact values are accelerations: they say nothing about the weight on a leg or the load in a joint.
limits-pelvis = The pelvis sensor shows the inclination of the pelvis. That is not the lean of the trunk.
limits-zero = Zero of an angle is the standing posture or an assumption, not an anatomical zero: the level of a curve may differ from the reference. Compare its shape and its range.
limits-skin = Skin and muscle move under the sensors. Joint angles on people differ from camera systems by about 3 to 5°.
limits-normal = The reference values come from healthy adults at a comfortable speed. They are not a target.
limits-device = This program is research and education software. It is not a medical device, and no diagnosis or treatment may rest on it alone.

sources-reference = Reference values: own calculation from Fukuchi, Fukuchi and Duarte 2018, PeerJ 6:e4640 (42 healthy adults, walking overground at a comfortable speed; data under CC BY 4.0).
sources-sides = Side differences as log ratios: Plotnik et al. 2007.
sources-bootstrap = Block bootstrap: Künsch 1989; correction for many measures: Holm 1979.
sources-orientation = Orientation of the sensors: Laidig and Seel 2023 (VQF).
sources-article = The ideas about back and knee: “{ $title }”, a text for the public.
