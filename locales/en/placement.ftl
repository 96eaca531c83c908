# Where each sensor goes.

placement-kit = Where the sensors go
placement-seen-front = seen from the front
placement-seen-behind = seen from behind
placement-seen-outside = seen from the outside
placement-sides = Left and right are those of the person who wears the sensors.
placement-thigh = On the outer side of the thigh, in its lower third: a hand’s breadth above the knee cap.
placement-shank = On the flat inner face of the shin, a hand’s breadth below the knee cap; or at the same height on the outer side.
placement-pelvis = On the sacrum: between the two dimples of the lower back, in the middle.
placement-trunk = On the upper back, in the middle, between the shoulder blades.
placement-foot = On the instep of the shoe, over the laces.
placement-both-legs = The same height on both legs; the strap firm, not tight, on skin or thin clothing.
placement-middle = The strap snug, so that the sensor does not swing; on skin or thin clothing.
placement-turn = How the sensor is turned on its strap does not matter. Do not move it until the recording ends.
placement-fibula = Keep strap and sensor off the head of the fibula, the bony knob on the outer side just below the knee: a nerve runs over it.
placement-hand = a hand’s breadth
placement-here = here
placement-or-here = or here
placement-not-here = not here: nerve
