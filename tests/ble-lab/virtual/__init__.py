"""Virtual motion sensors: what they sample, what they say over GATT, and how they fail.

Nothing here knows how bytes travel: `fake/` puts these sensors behind a look-alike of BlueZ on D-Bus, `vm/` behind a
simulated radio and the real Linux Bluetooth stack.
"""
