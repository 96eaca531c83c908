# Wohin jeder Sensor gehört.

placement-kit = Wohin die Sensoren gehören
placement-seen-front = von vorn gesehen
placement-seen-behind = von hinten gesehen
placement-seen-outside = von außen gesehen
placement-sides = Links und rechts sind die Seiten der Person, die die Sensoren trägt.
placement-thigh = Außen am Oberschenkel, im unteren Drittel: eine Handbreit über der Kniescheibe.
placement-shank = Auf der flachen Innenseite des Schienbeins, eine Handbreit unter der Kniescheibe; oder in gleicher Höhe auf der Außenseite.
placement-pelvis = Auf dem Kreuzbein: mittig zwischen den beiden Grübchen über dem Gesäß.
placement-trunk = Am oberen Rücken, mittig zwischen den Schulterblättern.
placement-foot = Auf dem Spann des Schuhs, über den Schnürsenkeln.
placement-both-legs = An beiden Beinen in gleicher Höhe; das Band fest, aber nicht eng, auf der Haut oder auf dünner Kleidung.
placement-middle = Das Band straff, damit der Sensor nicht schwingt; auf der Haut oder auf dünner Kleidung.
placement-turn = Wie der Sensor auf seinem Band gedreht ist, spielt keine Rolle. Bis zum Ende der Aufnahme nicht verschieben.
placement-fibula = Band und Sensor nicht auf das Wadenbeinköpfchen legen, den Knochenhöcker außen knapp unter dem Knie: Darüber verläuft ein Nerv.
placement-hand = eine Handbreit
placement-here = hier
placement-or-here = oder hier
placement-not-here = nicht hier: Nerv
