# Was die Befunde bedeuten können: Muster, die Aussagen des Artikels, Zeichen, nächste Schritte und eine Seite in einfachen Worten.
# „Passt zu“, nie „kommt von“. Gemessenes und Aussagen des Artikels bleiben getrennt.

# Überschriften.
heading-explanation = Was die Befunde bedeuten können
heading-warning-signs = Warnzeichen
heading-measured = Was gemessen wurde
heading-link = Was es bedeuten kann
heading-studies = Was Studien fanden
heading-alike = Ebenso häufige andere Gründe
heading-not-claimed = Was das nicht zeigt
heading-checks = Was sich von Hand prüfen lässt
heading-signs = Zeichen dafür, dass der Rücken beteiligt sein kann
heading-next-steps = Nächste Schritte
heading-not-judged = Nicht beurteilbare Muster
heading-not-shown = Gesuchte Muster, die sich nicht zeigen
heading-explanation-limits = Was diese Erklärung nicht kann
heading-patient = Ihr Gehen in einfachen Worten

explanation-article = Die folgenden Gedanken zu Rücken und Knie stammen aus dem Artikel „{ $title }“. Sie sind das, was der Artikel sagt, nicht das, was gemessen wurde.
explanation-kept-apart = Zuerst steht, was die Sensoren gemessen haben, mit seiner Unsicherheit. Artikel, Studien, andere Gründe und Prüfungen von Hand folgen, jeweils unter eigener Überschrift.

# Urteile über ein Muster.
finding-verdict-shown = gezeigt
finding-verdict-possible = möglich
finding-verdict-not_shown = nicht gezeigt
finding-verdict-cannot_be_judged = nicht beurteilbar
finding-shown-means = Gezeigt: Mindestens zwei unabhängige Messungen auf derselben Seite stimmen überein, jede jenseits des Rauschens dieser Aufnahme, des Messfehlers und der gesunden Schwankung.
finding-possible-means = Möglich: Nur eine Messung weist in diese Richtung. Es kann Zufall oder Gewohnheit sein; eine zweite Aufnahme kann Klarheit bringen.
chain-title = { $side ->
    [left] { $pattern }, linkes Bein
    [right] { $pattern }, rechtes Bein
   *[none] { $pattern }
} ({ $verdict ->
    [shown] gezeigt
   *[possible] möglich
})
pattern-not-shown = { $side ->
    [left] { $pattern } (linkes Bein): nicht gezeigt.
    [right] { $pattern } (rechtes Bein): nicht gezeigt.
   *[none] { $pattern }: nicht gezeigt.
}
pattern-not-judged = { $side ->
    [left] { $pattern } (linkes Bein): nicht beurteilbar.
    [right] { $pattern } (rechtes Bein): nicht beurteilbar.
   *[none] { $pattern }: nicht beurteilbar.
}
pain-on-this-side = Die Person gibt dieses Bein als schmerzhaft an.
pain-on-other-side = Die Person gibt das andere Bein als schmerzhaft an.

# Muster: Beschreibungen der Bewegung.
pattern-antalgic = Kürzerer Stand (passt zu Schonhinken, antalgisch)
    .help = Auf diesem Bein wird weniger Zeit verbracht, so wie man ein Bein schont (antalgisches Gangbild).
pattern-reduced-loading-flexion = Wenig Kniebeugung bei der Gewichtsübernahme
    .help = Das Knie beugt sich kurz nach dem Bodenkontakt weniger als üblich.
pattern-increased-loading-flexion = Viel Kniebeugung bei der Gewichtsübernahme
    .help = Das Knie beugt sich kurz nach dem Bodenkontakt mehr als üblich.
pattern-stiff-knee = Wenig Kniebeugung im Schwung (steifes Knie)
    .help = Das Knie beugt sich weniger als üblich, während das Bein nach vorn schwingt (Stiff-Knee-Gangbild).
pattern-pelvic-drop = Absinken des Beckens (Trendelenburg)
    .help = Während dieses Bein den Körper trägt, sinkt die andere Beckenseite weiter ab als üblich (trendelenburgähnlich).
pattern-lateral-trunk-lean = Seitneigung des Rumpfes (Duchenne)
    .help = Der Rumpf neigt sich über dieses Bein, während es den Körper trägt (duchenneähnlich).
pattern-hip-hiking = Anheben des Beckens
    .help = Diese Beckenseite wird mehr als üblich angehoben, während das Bein schwingt.
pattern-circumduction = Bein im Bogen nach außen (Zirkumduktion)
    .help = Das Bein schwingt in einem Bogen nach außen vor (Zirkumduktion).
pattern-steppage = Höher angehobener Oberschenkel (passt zu einem Steppergang)
    .help = Oberschenkel und Knie werden im Schwung höher gehoben als üblich (steppergangähnlich). Das Sprunggelenk selbst wird nicht gemessen.
pattern-reduced-thigh-extension = Wenig Streckung des Oberschenkels
    .help = Der Oberschenkel reicht am Ende des Stands weniger weit hinter den Körper als üblich.
pattern-forward-lean = Zunehmende Vorneigung
    .help = Becken oder Rumpf neigen sich im Lauf der Strecke weiter nach vorn.
pattern-short-slow-steps = Kurze, langsame Schritte
    .help = Die Schritte sind kürzer, das Gehen langsamer oder beide Füße länger am Boden als erwartet.
pattern-increased-variability = Ungleichmäßige Schritte
    .help = Die Schrittzyklen unterscheiden sich mehr voneinander als üblich.
pattern-asymmetric-loading = Ein Bein wird vorsichtiger benutzt
    .help = Die Belastungszeichen weisen zusammen auf ein Bein, das vorsichtiger benutzt wird. Sie sind keine Kraftmessung.
pattern-drift = Veränderung mit der Gehzeit
    .help = Einige Messgrößen verändern sich stetig im Lauf der Strecke.
pattern-shift = Veränderung zu einem Zeitpunkt
    .help = Einige Messgrößen ändern sich von einem Schrittzyklus zum nächsten und bleiben verändert.

# Kriterien: was womit verglichen wurde.
criterion-met = Erfüllt: { $criterion }. Gemessen { $value }, Grenze { $limit }.
criterion-met-interval = Erfüllt: { $criterion }. Gemessen { $value } (95‑%‑Intervall { $low } bis { $high }), Grenze { $limit }.
criterion-not-met = Nicht erfüllt: { $criterion }. Gemessen { $value }, Grenze { $limit }.
criterion-not-met-interval = Nicht erfüllt: { $criterion }. Gemessen { $value } (95‑%‑Intervall { $low } bis { $high }), Grenze { $limit }.
criterion-not-measured = Nicht gemessen: { $criterion }.

criterion-shorter-stance = Standzeit kürzer als am anderen Bein
criterion-shorter-single-support = Einbeinstandzeit kürzer als am anderen Bein
criterion-hurried-next-step = der Schritt auf das andere Bein ist eilig: Der Schritt auf dieses Bein dauert länger als der auf das andere
criterion-softer-contact = kleinere Stoßbeschleunigung als am anderen Bein
criterion-longer-unloading = das Gewicht wird langsamer an das andere Bein abgegeben
criterion-little-loading-flexion = Nachgeben des Knies bei der Gewichtsübernahme kleiner als bei gesunden Erwachsenen
criterion-less-loading-flexion = Nachgeben des Knies bei der Gewichtsübernahme kleiner als am anderen Bein
criterion-less-shock-absorbed = vom Stoß wird zwischen Unter- und Oberschenkel weniger gedämpft als am anderen Bein
criterion-more-shock-passed-on = vom schnellen Teil des Stoßes erreicht mehr den Oberschenkel als am anderen Bein
criterion-knee-kept-straight = Knie im mittleren Stand gestreckter als im ruhigen Stehen
criterion-much-loading-flexion = Nachgeben des Knies bei der Gewichtsübernahme größer als bei gesunden Erwachsenen
criterion-more-loading-flexion = Nachgeben des Knies bei der Gewichtsübernahme größer als am anderen Bein
criterion-low-swing-peak = größte Kniebeugung im Schwung kleiner als bei gesunden Erwachsenen
criterion-lower-swing-peak = größte Kniebeugung im Schwung kleiner als am anderen Bein
criterion-smaller-knee-range = Bewegungsumfang des Knies kleiner als am anderen Bein
criterion-less-flexion-gain = das Knie beugt sich vom Abdruck bis zum Schwung weniger als das andere
criterion-more-pelvic-drop = das Becken sinkt im Stand dieses Beins weiter ab als im Stand des anderen
criterion-much-pelvic-drop = Absinken des Beckens größer als bei gesunden Erwachsenen
criterion-leans-over-stance-leg = der Rumpf neigt sich im Stand weiter zu diesem Bein als zum anderen
criterion-sways-over-stance-legs = der Rumpf schwankt vom Stand auf dem einen zum Stand auf dem anderen Bein weiter zur Seite als üblich
criterion-more-hiking = das Becken wird im Schwung dieses Beins stärker angehoben als im Schwung des anderen
criterion-much-hiking = Anheben des Beckens im Schwung größer als bei gesunden Erwachsenen
criterion-less-swing-flexion = größte Kniebeugung im Schwung kleiner als am anderen Bein
criterion-less-thigh-lift = der Oberschenkel schwingt weniger weit nach vorn als der andere
criterion-more-outward-swing = das Bein schwingt weiter nach außen als das andere
criterion-much-outward-swing = Auswärtsschwung größer als bei gesunden Erwachsenen
criterion-higher-thigh-lift = der Oberschenkel schwingt weiter nach vorn als der andere
criterion-high-thigh-lift = Schwung des Oberschenkels nach vorn größer als bei gesunden Erwachsenen
criterion-higher-swing-peak = größte Kniebeugung im Schwung größer als am anderen Bein
criterion-high-swing-peak = größte Kniebeugung im Schwung größer als bei gesunden Erwachsenen
criterion-little-extension = Streckung des Oberschenkels kleiner als bei gesunden Erwachsenen in diesem Tempo
criterion-less-extension = Streckung des Oberschenkels kleiner als am anderen Bein
criterion-smaller-thigh-range = Bewegungsumfang des Oberschenkels kleiner als am anderen Bein
criterion-leans-at-the-end = Becken in der letzten Minute weiter nach vorn geneigt als in der ersten
criterion-trunk-leans-at-the-end = Rumpf in der letzten Minute weiter nach vorn geneigt als in der ersten
criterion-leans-more-and-more = das Becken neigt sich im Lauf der Strecke stetig nach vorn
criterion-trunk-leans-more-and-more = der Rumpf neigt sich im Lauf der Strecke stetig nach vorn
criterion-slow-for-age = Gehgeschwindigkeit niedriger als in diesem Alter und Geschlecht üblich
criterion-short-steps-for-speed = Schritte kürzer als bei diesem Tempo und dieser Beinlänge erwartet
criterion-long-double-support = beide Füße länger am Boden als bei diesem Tempo erwartet
criterion-uneven-stride-time = die Doppelschrittdauer schwankt mehr als üblich
criterion-uneven-stride-length = die Doppelschrittlänge schwankt mehr als üblich
criterion-slower-shank-swing = der Unterschenkel schwingt langsamer als der andere
criterion-slower-thigh-swing = der Oberschenkel schwingt langsamer als der andere
criterion-unusual-loading-peak-time = größte Kniebeugung bei der Gewichtsübernahme früher oder später im Schrittzyklus als bei gesunden Erwachsenen
criterion-little-flexion-gain = das Knie beugt sich vom Abdruck bis zum Schwung weniger als bei gesunden Erwachsenen
criterion-faster-pelvic-drop = das Becken sinkt im Stand dieses Beins schneller ab als im Stand des anderen
criterion-unusual-pelvic-range = seitliche Bewegung des Beckens kleiner oder größer als bei gesunden Erwachsenen
criterion-wider-swing-path = der Unterschenkel schwingt weiter aus der geraden Linie als der andere
criterion-softer-heel-contact = der Unterschenkel wird beim Aufsetzen weniger scharf abgebremst als der andere, so wie wenn der Fuß flach landet
criterion-foot-slap = ein zweiter Stoß kurz nach dem Aufsetzen, größer als am anderen Bein
criterion-larger-shank-range = Bewegungsumfang des Unterschenkels größer als am anderen Bein
criterion-smaller-shank-range = Bewegungsumfang des Unterschenkels kleiner als am anderen Bein
criterion-little-hip-extension = Hüftstreckung kleiner als bei gesunden Erwachsenen
criterion-less-hip-extension = Hüftstreckung kleiner als am anderen Bein
criterion-little-thigh-range = Bewegungsumfang des Oberschenkels kleiner als bei gesunden Erwachsenen in diesem Tempo

# Was zu einem Befund hinzugefügt wird.
remark-both-legs = Beide Beine zeigen es; die Zahlen gehören zu dem Bein, an dem es stärker ist.
remark-isolated = Es steht für sich: Das Bein beugt und hebt sich im Schwung so viel wie das andere, ein zu wenig gebeugtes Bein erklärt es also nicht.
remark-marked = Das Ausmaß entspricht veröffentlichten Vergleichen mit einem deutlich steifen Knie (größte Beugung unter 44° oder 17° weniger als am anderen Knie).
remark-no-foot-slap = Das Aufsetzen des Fußes gleicht dem des anderen: Ein Aufklatschen des Vorfußes ist nicht zu sehen.

# Die Belastungszeichen in einer Aussage.
loading-balance = { $side ->
    [left] Das linke Bein wird vorsichtiger benutzt: { $towards } von { $judged } Belastungszeichen (Zeit auf dem Bein, Stöße, Kniebeugung, Schwung) weisen dorthin, { $against } zum anderen Bein.
    [right] Das rechte Bein wird vorsichtiger benutzt: { $towards } von { $judged } Belastungszeichen (Zeit auf dem Bein, Stöße, Kniebeugung, Schwung) weisen dorthin, { $against } zum anderen Bein.
   *[none] Kein Bein wird deutlich geschont: Von { $judged } Belastungszeichen (Zeit auf dem Bein, Stöße, Kniebeugung, Schwung) weisen { $towards } auf ein Bein und { $against } auf das andere.
}
loading-balance-not-judged = Welches Bein geschont wird, lässt sich in dieser Aufnahme nicht beurteilen.

# Veränderungen innerhalb der Strecke.
shift-measured = { $side ->
    [left] { $measure }, linkes Bein: von { $before } auf { $after } bei { $onset } (Änderung { $change }, 95‑%‑Intervall { $low } bis { $high }).
    [right] { $measure }, rechtes Bein: von { $before } auf { $after } bei { $onset } (Änderung { $change }, 95‑%‑Intervall { $low } bis { $high }).
   *[none] { $measure }: von { $before } auf { $after } bei { $onset } (Änderung { $change }, 95‑%‑Intervall { $low } bis { $high }).
}
shift-of-difference = { $side ->
   *[none] { $measure }, rechts gegen links: von { $before } auf { $after } bei { $onset } (Änderung { $change }, 95‑%‑Intervall { $low } bis { $high }).
}
drift-measured = { $side ->
    [left] { $measure }, linkes Bein: { $slope } pro Minute (95‑%‑Intervall { $low } bis { $high }), insgesamt { $change }.
    [right] { $measure }, rechtes Bein: { $slope } pro Minute (95‑%‑Intervall { $low } bis { $high }), insgesamt { $change }.
   *[none] { $measure }: { $slope } pro Minute (95‑%‑Intervall { $low } bis { $high }), insgesamt { $change }.
}
drift-of-difference = { $side ->
   *[none] { $measure }, rechts gegen links: { $slope } pro Minute (95‑%‑Intervall { $low } bis { $high }), insgesamt { $change }.
}

# Vom Muster zu den Gedanken des Artikels.
link-antalgic = Unsere Deutung: Weniger Zeit auf einem Bein passt dazu, dass es geschont wird. Der Artikel: Wenn der Körper ausgleicht, kann sich das Gewicht anders verteilen; auch ein Nerv im Rücken kann Schmerz ins Bein senden. Schmerz jeder anderen Herkunft bewirkt dasselbe.
link-reduced-loading-flexion = Unsere Deutung: Ein Knie, das unter Last wenig nachgibt, passt dazu, dass es geschont oder von seinen Muskeln weniger gut gehalten wird. Der Artikel: Der N. femoralis versorgt die Vorderseite von Oberschenkel und Knie; die Wurzeln L3 und L4 bestimmen die Funktion des Knies mit.
link-increased-loading-flexion = Unsere Deutung: Ein Knie, das unter Last viel nachgibt, passt dazu, dass seine Muskeln es weniger gut halten. Der Artikel: Der N. femoralis versorgt die Vorderseite von Oberschenkel und Knie; die Wurzeln L3 und L4 bestimmen die Funktion des Knies mit.
link-stiff-knee = Unsere Deutung: Ein Knie, das sich im Schwung wenig beugt, passt zu Schonung, Steife oder Muskeln, die weniger leisten. Der Artikel: Schwache Muskeln können das Knie weniger stabil machen, und der Körper kann ausgleichen, indem er anders geht.
link-pelvic-drop = Unsere Deutung: Ein absinkendes Becken passt zu Hüftmuskeln, die es weniger gut halten. Der Artikel: Schwache oder unausgewogene Muskeln von Hüfte oder unterem Rücken können das Knie weniger stabil machen.
link-lateral-trunk-lean = Unsere Deutung: Ein Rumpf, der sich über das Standbein neigt, passt dazu, dass die Hüftmuskeln dieser Seite entlastet werden. Der Artikel: Schwache Muskeln von Hüfte oder unterem Rücken und eine andere Verteilung des Gewichts können sich auf das Knie auswirken.
link-hip-hiking = Unsere Deutung: Ein im Schwung angehobenes Becken schafft Platz für ein Bein, das sich schwer verkürzen lässt. Der Artikel: Schwache Muskeln von Hüfte oder unterem Rücken können sich auf das Knie auswirken.
link-circumduction = Unsere Deutung: Ein Bein, das nach außen schwingt, schafft Platz für ein Bein, das sich schwer verkürzen lässt. Der Artikel: Der Körper kann ausgleichen, indem er anders geht; schwache Muskeln können sich auf das Knie auswirken.
link-steppage = Unsere Deutung: Ein hoch angehobenes Bein schafft Platz für einen Fuß, der sich schwer heben lässt; ob der Fuß schwach ist, wird nicht gemessen. Der Artikel: Schwäche im Bein kann ein Zeichen einer gereizten Nervenwurzel sein.
link-reduced-thigh-extension = Unsere Deutung: Wenig Streckung des Oberschenkels passt dazu, dass ein aufrechter, gestreckter Rücken gemieden wird. Der Artikel: Bei Spinalkanalstenose sind Beinbeschwerden oft im Stehen oder Gehen schlimmer und im Sitzen besser; anhaltend gespannte hintere Oberschenkelmuskeln können ein Zeichen sein.
link-forward-lean = Unsere Deutung: Eine zunehmende Vorneigung passt dazu, dass Erleichterung im Beugen gesucht wird, und ebenso gut zu Müdigkeit. Der Artikel: Bei Spinalkanalstenose sind Beinbeschwerden oft im Stehen oder Gehen schlimmer und im Sitzen besser.
link-short-slow-steps = Unsere Deutung: Kurze, langsame Schritte passen zu Schmerz oder Vorsicht jeder Herkunft. Der Artikel: Ein Nerv im Rücken kann Schmerz ins Bein senden.
link-increased-variability = Unsere Deutung: Ungleichmäßige Schritte sagen allein wenig; langsames Gehen, Müdigkeit und Ablenkung bewirken dasselbe. Der Artikel: Schwache oder unausgewogene Muskeln können das Knie weniger stabil machen.
link-asymmetric-loading = Unsere Deutung: Ein vorsichtiger benutztes Bein passt dazu, dass es geschont wird. Der Artikel: Anders verteiltes Gewicht kann das Knie ungewohnt belasten.
link-drift = Unsere Deutung: Eine Veränderung, die mit dem Gehen zunimmt und sich nach dem Sitzen zurückbildet, passt zum Bild der Spinalkanalstenose im Artikel (oft schlimmer im Gehen, besser im Sitzen). Herz, Gefäße, Lunge und Ausdauer sehen gleich aus.
link-shift = Unsere Deutung: Eine Veränderung zu einem Zeitpunkt passt dazu, dass der Körper auszugleichen beginnt oder aufhört, etwa weil Schmerz eingesetzt oder nachgelassen hat. Sie kann ebenso gut einen äußeren Grund haben. Der Artikel: Der Körper kann ausgleichen, indem er anders geht.
gait-names-no-cause = Der Gang nennt keine Ursache: In einem 6-Minuten-Gehtest mit Fußsensoren (eine Studie, 10 Personen je Gruppe) gingen Menschen mit Spinalkanalstenose und Menschen mit Kniearthrose beide anders als Gesunde, ließen sich aber kaum voneinander unterscheiden.

# Der Artikel: Wege vom Rücken zum Knie.
mechanism-referral = Der Artikel: Nerven laufen von der Wirbelsäule das Bein hinab. Ein gereizter oder eingeengter Nerv der Lendenwirbelsäule kann Schmerz entlang seines Verlaufs senden, sodass er weit von seinem Ursprung gespürt wird (übertragener Schmerz).
mechanism-sciatic = Der Artikel: Der Ischiasnerv beginnt im unteren Rücken und läuft das Bein hinab. Wird er eingeengt, kann es überall auf diesem Weg schmerzen, auch am Knie.
mechanism-femoral = Der Artikel: Der N. femoralis kommt aus der Lendenwirbelsäule und versorgt die Vorderseite des Oberschenkels und das Knie. Seine Reizung wird dort gespürt.
mechanism-compensation = Der Artikel: Auch ohne Beteiligung eines Nervs kann eine fehlgestellte oder schwache Wirbelsäule den Körper dazu bringen, auszugleichen. Das Gewicht wird anders verteilt, das Gehen ändert sich, das Knie wird ungewohnt belastet, und mit der Zeit kann Schmerz beginnen oder zunehmen.
mechanism-weakness = Der Artikel: Schwache oder unausgewogene Muskeln der Hüfte oder des unteren Rückens, oft nach einem Wirbelsäulenproblem, können das Knie weniger stabil und leichter verletzlich machen.

# Der Artikel: Erkrankungen.
condition-radiculopathy = Lumbale Radikulopathie („Ischias“)
    .ties = Der Artikel: Eine eingeklemmte oder entzündete Nervenwurzel macht Schmerz, Taubheit, Kribbeln oder Schwäche das Bein hinab, oft bis zum Knie. Die Wurzeln L3 und L4 bestimmen Gefühl und Funktion rund um das Knie mit.
condition-stenosis = Spinalkanalstenose
    .ties = Der Artikel: Ein verengter Wirbelkanal drückt auf Nerven. Beinbeschwerden, auch am Knie, sind oft im Stehen oder Gehen schlimmer und im Sitzen besser. Die Muskeln, die das Knie halten, können betroffen sein.
condition-piriformis = Piriformis-Syndrom („falscher Ischias“)
    .ties = Der Artikel: Der Piriformis-Muskel im Gesäß reizt den Ischiasnerv. Schmerz und Kribbeln ziehen vom Gesäß den Oberschenkel hinab, oft bis zum Knie. Es ähnelt einem Bandscheibenvorfall.
condition-spondylolisthesis = Spondylolisthese (Wirbelgleiten)
    .ties = Der Artikel: Ein verrutschter Wirbel reizt Nerven, stärker dort, wo er eine Wurzel einengt. Bein und Knie schmerzen.
condition-sign-for = Spricht dafür: { $sign } (angegeben).
condition-sign-against = Spricht dagegen: { $sign } (gefragt und verneint).
condition-sign-unclear = Offen: { $sign } (gefragt, ohne klare Antwort).
condition-sign-open = Offen: { $sign } (nicht gefragt).
detail-front-pain = Die Person gibt Schmerz an der Vorderseite von Oberschenkel oder Knie an, dem Gebiet, das der Artikel dem N. femoralis zuordnet. Meist kommt Schmerz dort vom Knie selbst.
detail-buttock-pain = Die Person gibt Schmerz im Gesäß an, wo nach dem Artikel der Piriformis-Schmerz beginnt. Auch andere Rücken- und Hüftprobleme schmerzen dort.
detail-stenosis-positions-match = Die angegebenen Positionen passen zur Beschreibung der Stenose im Artikel: besser im Sitzen oder schlimmer im Stehen oder Gehen.
detail-stenosis-positions-opposite = Die angegebenen Positionen sind das Gegenteil der Beschreibung der Stenose im Artikel: schlimmer im Sitzen oder besser im Stehen oder Gehen.
detail-stenosis-positions-mixed = Die angegebenen Positionen passen nur zum Teil zur Beschreibung der Stenose im Artikel.

# Der Artikel: Zeichen.
sign-not-local = Schmerz, der durch Bewegen oder Drücken des Knies nicht stärker wird
    .question = Bleibt der Schmerz gleich, wenn das Knie bewegt oder gedrückt wird?
sign-back-position = Schmerz, der sich mit der Haltung des Rückens ändert
    .question = Ändert sich der Schmerz, wenn Sie sitzen, stehen oder sich beugen?
sign-neuro = Taubheit, Kribbeln oder Schwäche in Bein oder Fuß
    .question = Gibt es Taubheit, Kribbeln oder Schwäche in Bein oder Fuß?
sign-radiating = Schmerz, der von Hüfte oder Gesäß zum Knie zieht
    .question = Zieht der Schmerz von der Hüfte oder vom Gesäß zum Knie?
sign-quality = tiefer oder brennender statt stechender, örtlicher Schmerz
    .question = Ist der Schmerz eher tief oder brennend als stechend und örtlich?
sign-hamstring = hintere Oberschenkelmuskeln, die trotz Dehnens gespannt bleiben
    .question = Bleiben die Muskeln hinten am Oberschenkel trotz Dehnens gespannt?
sign-gait-shift = ein verschobenes Gangbild
sign-asked-for = { $question } Ja. Der Artikel zählt das zu den Zeichen dafür, dass Knieschmerz vom Rücken kommen kann.
sign-asked-against = { $question } Nein. Das spricht gegen den Rücken als Ursprung, schließt ihn aber nicht aus.
sign-asked-unclear = { $question } Keine klare Antwort.
sign-asked-open = { $question } Nicht gefragt.
sign-measured-for = Gemessen und gezeigt: { $sign }. Der Artikel zählt das zu den Zeichen dafür, dass Knieschmerz vom Rücken kommen kann; Probleme an Knie, Hüfte und Fuß verschieben den Gang ebenso.
sign-measured-against = Gemessen und nicht gezeigt: { $sign }. Das schließt den Rücken nicht aus.
sign-measured-unclear = Gemessen, nicht sicher: { $sign }.
sign-measured-short = In dieser Aufnahme gezeigt: { $sign }. Als Zeichen zählt das erst, wenn ein Muster durch drei Minuten Gehen mit hundert Doppelschritten je Bein besteht; diese Aufnahme ist kürzer.
sign-measured-open = Nicht messbar in dieser Aufnahme: { $sign }.
sign-state-for = spricht dafür
sign-state-against = spricht dagegen
sign-state-unclear = unklar
sign-state-open = offen
signs-none-asked = Die sechs Fragen des Artikels nach Zeichen für den Rücken wurden noch nicht gestellt.
signs-summary = Die sechs Fragen des Artikels: { $for } so beantwortet, wie er es für den Rücken beschreibt, { $against } dagegen, { $open } offen.
signs-decide-nothing = Keine Anzahl von Zeichen ist ein Beweis, und keine schließt den Rücken aus. Sie helfen zu entscheiden, was untersucht wird.

# Was zu untersuchen ist, und warum.
examine-warning-sign = Warnzeichen angegeben
examine-nerve-signs = Zeichen einer Nervenbeteiligung angegeben
examine-position-dependent = Der Schmerz ändert sich mit der Haltung des Rückens
examine-walking-dependent = Aufrecht schlimmer, im Sitzen besser: Nerven oder Gefäße
examine-knee-signs = Der Schmerz kann vom Knie selbst kommen
examine-hamstring-tight = Gespannte hintere Oberschenkelmuskeln angegeben
examine-finding = { $side ->
    [left] { $pattern }, linkes Bein
    [right] { $pattern }, rechtes Bein
   *[none] { $pattern }
}
examine-not-asked = Noch nicht erfragt

# Der Artikel: nächste Schritte.
next-urgent-first = Zuallererst: dringende ärztliche Abklärung der angegebenen Warnzeichen.
next-evaluate = Der Artikel: Gehen Sie zu einer Fachperson. Vorgeschichte, körperliche Untersuchung und, wo nötig, Bildgebung (Röntgen, MRT) unterscheiden ein Knieproblem von Schmerz, der von der Wirbelsäule kommt.
next-conservative = Der Artikel: Zuerst kommt die konservative Behandlung. Physiotherapie kräftigt die Muskeln der Wirbelsäule und verbessert die Haltung; das nimmt Druck von den Nerven, und der Körper bewegt sich besser.
next-pain = Der Artikel: Zur Schmerzbehandlung können rezeptfreie Schmerzmittel oder Entzündungshemmer gehören. Fragen Sie ärztlich oder in der Apotheke, ob sie für Sie geeignet sind.
next-diagnosis = Der Artikel: Erst die richtige Diagnose lässt die Behandlung wirken und beugt weiteren Beschwerden vor. Sie wird von einer Fachperson gestellt, nicht von diesem Bericht.

# Studien.
evidence-sciatica-reduced-stance = Eine Gruppe von Menschen mit Ischiasschmerz verbrachte weniger Zeit auf dem Bein.
evidence-sciatica-normal-stance = In derselben Studie hatte eine andere Gruppe mit Ischiasschmerz normale Standzeiten und schmale Schritte: Eine normale Standzeit schließt ihn nicht aus.
evidence-l4-more-flexion = Die Literatur weist in beide Richtungen: Menschen mit L4-Radikulopathie beugten das Knie kurz nach dem Bodenkontakt mehr, nicht weniger. Als Erklärung wurde eine leichte Schwäche des Quadrizeps genannt.
evidence-stenosis-more-flexion = Menschen mit Spinalkanalstenose gingen mit mehr Kniebeugung.
evidence-strength-explains-little = Bei Kniearthrose erklärt die Kraft des Quadrizeps nur wenig vom Nachgeben des Knies: etwa 2,9° je Krafteinheit.
evidence-effects-below-error = Effekte können kleiner sein als der Fehler der Sensoren: Nach Kreuzbandoperation unterschieden sich Menschen mit starkem und schwachem Quadrizeps um nur 2,3° Kniebeugung. Eine einzelne Person lässt sich danach nicht einordnen.
evidence-effusion-more-flexion = Auch ein Knie mit Erguss wird stärker gebeugt gehalten; dieses Muster weist also nicht besonders auf den Rücken.
evidence-weakness-both-ways = Die Literatur weist in beide Richtungen: Ein schwacher Quadrizeps fand sich nach Knieoperation mit weniger, bei L4-Radikulopathie mit mehr Kniebeugung.
evidence-drop-hike-l5 = Bei Menschen mit L5-Radikulopathie und schwachem Fuß sank im Stand die andere Beckenseite ab, und im Schwung wurde die betroffene Seite angehoben.
evidence-hip-arthritis-less-range = Bei Hüftarthrose bewegte sich das Becken weniger, nicht mehr, und ungleichmäßiger: Beide Richtungen kommen vor.
evidence-lean-in-hip-arthritis = Bei Hüftarthrose mit Duchenne-Hinken bewegte sich der Rumpf mehr. Das Muster ist auch ganz ohne Rückenproblem bekannt.
evidence-bending-to-painful-side = Menschen mit lumbaler Stenose und stärkerem Beinschmerz neigten den Rumpf zur schmerzhaften Seite.
evidence-l5-less-dorsiflexion = Menschen mit L5-Radikulopathie hoben den Fuß weniger und im Schwung das Becken an.
evidence-s1-less-extension = Menschen mit S1-Radikulopathie streckten die Hüfte weniger.
evidence-stenosis-less-extension = Menschen mit Spinalkanalstenose streckten die Hüfte weniger und drehten das Becken weniger.
evidence-stenosis-two-ways = Die Stenose zeigt sich auf zwei Arten: Wer aufrecht bleibt, verkürzt den Schritt und streckt die Hüfte weniger; andere beugen den Rumpf und behalten die Schrittlänge.
evidence-stoop-belief = In der Praxis wird bei Spinalkanalstenose eine Vorbeugung erwartet.
evidence-stenosis-thesis-posture = In einer Gruppe mit Spinalkanalstenose war der untere Rücken gebeugt und das Becken nach hinten gekippt.
evidence-stenosis-posture-unchanged = Die Literatur weist in beide Richtungen: Bei sieben Menschen mit Spinalkanalstenose war die Wirbelsäule im Gehen leicht gebeugt, doch die Beschwerden änderten daran nichts.
evidence-more-pain-more-extension = Die Literatur weist in beide Richtungen: Menschen mit stärkerem Beinschmerz streckten die Wirbelsäule mehr und kippten das Becken nach vorn.
evidence-radiculopathy-slow = Menschen mit Radikulopathie gingen langsamer, mit kürzeren Doppelschritten und längerem Zweibeinstand, auch auf dem gesunden Bein.
evidence-stenosis-variability-trend = Bei Spinalkanalstenose schwankte die Doppelschrittlänge tendenziell mehr, doch nicht über den Zufall hinaus.
evidence-slow-is-variable = Schrittzyklen schwanken immer mehr, wenn man langsamer geht, als man möchte.
evidence-no-force = Beschleunigungssensoren liefern keine Kräfte: Beim Laufen lagen Schätzungen der Bodenkraft um bis zu zwei Drittel daneben.

# Ebenso häufige andere Gründe.
alike-knee-or-foot-pain = Schmerz im Knie, Sprunggelenk oder Fuß selbst
alike-hip-pain = Schmerz in der Hüfte
alike-leg-length = unterschiedlich lange Beine
alike-one-sided-weakness = Schwäche eines Beins gleich welcher Herkunft
alike-habit = Gewohnheit
alike-knee-arthritis = Arthrose des Knies
alike-knee-effusion = Flüssigkeit im Kniegelenk
alike-ligament-injury = ein verletztes oder operiertes Knieband
alike-slow-walking = langsames Gehen
alike-fast-walking = schnelles Gehen
alike-fear = Angst vor Schmerz oder vor dem Einknicken
alike-knee-flexion-contracture = ein Knie, das sich nicht ganz strecken lässt
alike-longer-leg = dieses Bein ist das längere
alike-knee-stiffness = ein steifes Knie
alike-knee-pain = Schmerz im Knie
alike-knee-prosthesis = eine Knieprothese
alike-after-stroke = der Zustand nach einem Schlaganfall
alike-hip-arthritis = Arthrose der Hüfte
alike-one-sided-load = einseitiges Tragen
alike-scoliosis = eine seitliche Krümmung der Wirbelsäule
alike-stiff-knee = ein Knie, das sich im Schwung wenig beugt
alike-stiff-ankle = ein steifes Sprunggelenk
alike-foot-lift-weakness = schwache Fußhebung gleich welcher Herkunft
alike-hip-stiffness = eine steife Hüfte
alike-wide-steps = breite Schritte für das Gleichgewicht
alike-other-leg-stiff = das andere Bein beugt sich weniger, sodass dieses sich nur scheinbar mehr beugt
alike-fibular-nerve-pressure = Druck auf den Nerv am Wadenbeinköpfchen (auch durch einen engen Gurt unter dem Knie) oder eine andere Nervenkrankheit
alike-ankle-foot-pain = Schmerz in Sprunggelenk oder Fuß
alike-obstacles = unebener Boden oder Hindernisse
alike-hip-flexor-contracture = verkürzte Hüftbeuger
alike-age = das Alter
alike-vascular = schlechte Durchblutung der Beine
alike-sensor-slip = ein verrutschter Sensor
alike-tiredness = Müdigkeit
alike-clothing = Kleidung, die am Sensor zieht
alike-pain-anywhere = Schmerz jeder Art
alike-caution = Vorsicht
alike-unknown-surroundings = ungewohnte Umgebung
alike-heart-and-lungs = Herz, Lunge und Ausdauer
alike-distraction = Ablenkung oder eine zweite Aufgabe
alike-uneven-floor = ein unebener Boden
alike-sensor-height = Sensoren in verschiedener Höhe an den beiden Beinen

# Was nicht behauptet werden darf.
not-pain-place = Es zeigt nicht, wo der Schmerz sitzt.
not-nerve = Es zeigt nicht, dass ein Nerv beteiligt ist.
not-nerve-root = Es zeigt nicht, dass oder welche Nervenwurzel beteiligt ist.
not-cause = Es zeigt keine Ursache.
not-femoral-nerve = Es zeigt kein Problem des N. femoralis.
not-weak-quadriceps = Es zeigt nicht, dass der Quadrizeps schwach ist.
not-spasticity = Es zeigt keine Spastik.
not-gluteal-paresis = Es zeigt keine Lähmung der Hüftabduktoren.
not-foot-drop = Es zeigt keine Fußheberschwäche.
not-ankle-movement = Es zeigt nicht, wie sich das Sprunggelenk bewegt: Am Fuß sitzt kein Sensor.
not-stenosis = Es zeigt keine Spinalkanalstenose.
not-fall-risk = Es zeigt kein Sturzrisiko.
not-force = Es ist keine Kraftmessung.
not-body-weight = Es zeigt nicht, wie viel Gewicht auf einem Bein ist.
not-joint-load = Es zeigt nicht die Last in einem Gelenk.

# Was sich von Hand prüfen lässt.
check-ask-pain = Fragen, wann und wo es schmerzt, und im Körperschema einzeichnen lassen.
check-urgent-assessment = Noch heute dringend ärztlich abklären, vor allem anderen; bis dahin keine Übungen.
check-ask-signs = Die sechs Fragen der Anamnese stellen: Sie entscheiden, ob zuerst Rücken, Nerv oder Knie untersucht wird.
check-myotomes-l3-l4 = Kraft von Hüftbeugung, Kniestreckung und Fußhebung (L3, L4).
check-dermatomes-l3-l4 = Gefühl an der Innenseite von Knie und Unterschenkel (L3, L4).
check-repeated-movements = Wiederholte Bewegungen der Lendenwirbelsäule: Wandert oder ändert sich der bekannte Schmerz?
check-walk-then-sit = Bis zum Schmerz gehen, dann sitzen lassen: Wie schnell lässt er nach?
check-knee-ligaments-menisci = Bänder und Menisken des Knies prüfen.
check-hamstring-length = Länge der hinteren Oberschenkelmuskeln auf beiden Seiten.
check-leg-length = Beinlängen messen.
check-palpate-joints = Hüfte, Knie, Sprunggelenk und Fuß bewegen und abtasten: Löst das den bekannten Schmerz aus?
check-quadriceps-strength = Kraft des Quadrizeps im Seitenvergleich prüfen.
check-knee-jerk = Patellarsehnenreflex im Seitenvergleich prüfen.
check-femoral-nerve-stretch = Femoralis-Dehnungstest (umgekehrter Lasègue).
check-knee-effusion = Das Knie auf einen Erguss prüfen.
check-knee-extension-range = Prüfen, ob sich das Knie ganz strecken lässt.
check-knee-range = Passiven und aktiven Bewegungsumfang des Knies messen.
check-rectus-length = Länge des M. rectus femoris prüfen.
check-tone = Muskeltonus bei langsamer und schneller Dehnung prüfen.
check-single-leg-stand = Einbeinstand: Sinkt das Becken ab, oder neigt sich der Rumpf?
check-hip-abduction-strength = Kraft der Hüftabduktion im Seitenvergleich prüfen.
check-hip-range = Bewegungsumfang der Hüfte messen.
check-spine-inspection = Die Wirbelsäule im Stehen und beim Vorbeugen betrachten.
check-ankle-lift-strength = Kraft der Dorsalextension prüfen; Fersengang.
check-hip-flexion-strength = Kraft der Hüftbeugung prüfen.
check-big-toe-lift = Kraft der Großzehenhebung prüfen.
check-sensation-foot = Gefühl an Unterschenkel und Fußrücken prüfen.
check-urgent-signs = Nach den Warnzeichen fragen; eine neue Fußheberschwäche braucht dringende ärztliche Abklärung. Prüfen, ob der Gurt unter dem Knie drückt.
check-hip-extension-range = Hüftstreckung messen.
check-thomas-test = Thomas-Handgriff auf verkürzte Hüftbeuger.
check-straight-leg-raise = Anheben des gestreckten Beins (Lasègue): Nervenspannung oder verkürzte hintere Oberschenkelmuskeln?
check-pulses = Fußpulse tasten.
check-sensor-still-in-place = Prüfen, ob die Sensoren noch so sitzen wie zu Beginn.
check-ask-relief-sitting = Fragen, ob Sitzen oder Vorbeugen erleichtert, und wie schnell.
check-lumbar-extension = Streckung der Lendenwirbelsäule prüfen: Löst sie den bekannten Beinschmerz aus?
check-ask-usual-speed = Fragen, ob das das übliche Tempo war.
check-timed-walk = 10-m-Gehtest mit der Stoppuhr.
check-balance-test = Gleichgewicht prüfen, etwa Tandem- oder Einbeinstand.
check-ask-falls = Nach Stürzen und Unsicherheit fragen.
check-repeat-quiet-place = Das Gehen an einem ruhigen Ort auf ebenem Boden wiederholen.
check-two-scales-stand = Auf zwei Waagen stehen lassen.
check-sensor-height = Die Höhe der Sensoren an beiden Beinen messen.

# Warum sich ein Muster nicht beurteilen lässt.
reason-no-walking = es wurde kein Gehen gefunden
reason-no-sensor-aligned = es gibt Bewegung, aber kein Sensor ließ sich am Körper ausrichten
reason-contacts-from-pelvis = die Bodenkontakte stammen allein vom Beckensensor, das ist nicht genau genug
reason-no-trunk-sensor = braucht einen Rumpfsensor, der nicht getragen wurde
reason-no-pelvis-sensor = braucht einen Beckensensor, der nicht getragen wurde
reason-no-thigh-sensor = braucht Hüftsensoren (Oberschenkel) an beiden Beinen, die nicht getragen wurden
reason-no-shank-sensor = braucht Kniesensoren (Unterschenkel) an beiden Beinen, die nicht getragen wurden
reason-one-sided-kit = Sensoren wurden nur an einem Bein getragen
reason-not-calibrated = ein Sensor konnte nicht zum Körper ausgerichtet werden
reason-not-measured = die zugrunde liegenden Messgrößen fehlen
reason-no-reference = für diese Person oder dieses Tempo gibt es keine Referenzwerte
reason-speed-unknown = die Gehgeschwindigkeit ist nicht bekannt
reason-age-unknown = das Alter ist nicht bekannt
reason-slow-walking = zu langsames Gehen für einen Vergleich mit gesunden Erwachsenen
reason-fast-walking = zu schnelles Gehen für einen Vergleich mit gesunden Erwachsenen
reason-treadmill = das Laufband gibt das Tempo vor
reason-zero-assumed = der Nullpunkt des Winkels ist angenommen
reason-too-few-strides = zu wenige gleichmäßige Schrittzyklen
reason-short-recording = die Strecke war zu kurz
reason-poor-quality = die Qualität der Aufnahme lässt es nicht zu
reason-poor-sensor = die Daten eines Sensors sind unvollständig
reason-weak-source = die Bodenkontakte sind mit diesen Sensoren weniger sicher
reason-clock = die Uhren der Sensoren stimmen nicht genau genug überein
reason-unlike-swing = die Kurve im Schwung sieht nicht nach Gehen aus
reason-levels-explain-it = plötzliche Änderungen erklären es besser als eine stetige
reason-sensor-moved = ein Sensor hat sich am Körper verschoben
reason-clock-unknown = die Uhren der Sensoren sind nicht bekannt, und das Gehen verrät sie nicht
reason-clock-estimated = die Uhren der Sensoren wurden aus dem Gehen abgeglichen; einige Hundertstelsekunden bleiben offen
reason-clock-contradicted = das Gehen widerspricht den angegebenen Uhren der Sensoren
reason-not-one-walk = die Sensoren zeigen nicht ein Gehen einer Person
reason-impossible-values = der Sensor enthält Werte, die kein Körper erzeugt
reason-impossible-range = das Gelenk scheint sich weiter zu bewegen, als Gelenke es können: ein Sensor wurde falsch getragen oder benannt
reason-held-samples = der Sensor war langsamer, als seine Datei sagt: Werte wurden wiederholt
reason-gyroscope-clipped = das Gyroskop endet an seinem Messbereich, sodass den Winkeln fehlt, was darüber liegt
reason-rates-differ = die Sensoren der Beine messen mit verschiedenen Raten
reason-bandwidth-differs = der Sensor eines Beins ist stärker geglättet als der des anderen
reason-gyroscope-smoothed = das Gyroskop ist viel stärker geglättet als das des anderen Beins, sodass Bodenkontakte und Winkel zu spät sind
reason-starts-late = der Sensor begann später
reason-ends-early = der Sensor endete früher
reason-many-implausible = viele Schritte sind nicht plausibel
reason-legs-exchanged = die Beinsensoren scheinen an den anderen Beinen zu sitzen
reason-legs-crossed = Sensoren verschiedener Beine scheinen vertauscht
reason-gyroscope-doubtful = das Gyroskop passt nicht zum Beschleunigungssensor oder nicht zu den anderen Sensoren
reason-acceleration-doubtful = der Beschleunigungssensor misst die Schwerkraft nicht, wie er sollte
reason-gyroscope-bias = das Gyroskop zeigte eine Drehung, wo keine war; sie wurde abgezogen
reason-unlike-limb = der Sensor bewegt sich nicht wie einer an diesem Segment
reason-thigh-for-shank = Oberschenkel- und Kniesensor eines Beins scheinen vertauscht
reason-upside-down = ein Sensor scheint auf dem Kopf stehend zu messen
reason-lost-rows = der Sensor bleibt hinter den anderen zurück: Zeilen seiner Datei gingen verloren
reason-arrival-times = die Zeiten sind die der Ankunft, nicht die der Messung

# Warum sich zwei Termine in einer Messgröße nicht vergleichen lassen.
reason-other-person = die beiden Aufnahmen nennen verschiedene Personen
reason-other-walkway = einmal wurde auf dem Laufband gegangen, einmal auf dem Boden
reason-other-protocol = die beiden Termine folgten verschiedenen Protokollen
reason-other-contact-source = die Bodenkontakte stammen bei den beiden Terminen von verschiedenen Sensoren
reason-earlier-method = einer der Termine wurde mit einer früheren Methode ausgewertet: die Aufnahme neu auswerten
reason-other-speed-method = die Gehgeschwindigkeit wurde bei den beiden Terminen auf verschiedene Weise bestimmt
reason-other-sensors = bei den beiden Terminen wurden verschiedene Sensoren getragen
reason-other-rate = die Sensoren maßen bei den beiden Terminen mit verschiedenen Abtastraten
reason-other-calibration = die Sensoren wurden bei den beiden Terminen auf verschiedene Weise zum Körper ausgerichtet
reason-other-speed = die Gehgeschwindigkeiten der beiden Termine unterscheiden sich zu sehr
reason-too-uncertain = die Werte sind für einen Vergleich zu unsicher
reason-error-unknown = der Messfehler dieses Werts zwischen zwei Terminen ist nicht bekannt

# Was übereinstimmen soll, bevor zwei Termine verglichen werden.
check-same-person = Dieselbe Person
check-same-sensors = Dieselben Sensoren an denselben Orten
check-same-rate = Dieselbe Abtastrate
check-same-walkway = Beide Male auf dem Boden oder beide Male auf dem Laufband
check-same-protocol = Dasselbe Protokoll
check-same-contacts = Bodenkontakte mit denselben Sensoren bestimmt
check-same-calibration = Sensoren auf dieselbe Weise zum Körper ausgerichtet
check-same-speed = Dieselbe Gehgeschwindigkeit

# Warnzeichen: gefragt, nie gemessen.
red-flags-heading = Warnzeichen
red-flags-heading-urgent = Warnzeichen angegeben: heute handeln
red-flags-urgent = Dringend: Es wurde ein Warnzeichen angegeben. Es muss heute ärztlich abgeklärt werden, in einer Notaufnahme oder beim ärztlichen Bereitschaftsdienst.
red-flags-whatever-gait = Das gilt unabhängig davon, was der Gang zeigt. Warten Sie nicht auf die Ergebnisse dieses Berichts oder den nächsten Termin.
red-flag-reported = Angegeben: { $sign }.
red-flags-open = Nicht alle Warnzeichen wurden gefragt und beantwortet. Bitte vor allem anderen fragen:
red-flag-to-ask = Zu fragen: { $sign }.
red-flags-none = Die drei Warnzeichen wurden gefragt und verneint.
red-flags-standing-advice = Eine neue Fußheberschwäche, Taubheit im Reithosengebiet oder eine Veränderung von Blase oder Darm müssen dringend ärztlich abgeklärt werden, wann immer sie auftreten.
red-flag-saddle-numbness = Taubheit im Reithosengebiet (zwischen den Beinen, um After oder Genitalien)
    .short = Taubheit im Reithosengebiet
    .question = Gibt es Taubheit zwischen den Beinen oder um After oder Genitalien?
red-flag-bladder-bowel-change = eine Veränderung von Blase oder Darm
    .short = Blase oder Darm
    .question = Hat sich das Wasserlassen, der Stuhlgang oder das Halten verändert?
red-flag-new-foot-drop = ein Fuß, der seit Kurzem hängt oder beim Gehen klatscht
    .short = neue Fußheberschwäche
    .question = Hängt oder klatscht seit Kurzem ein Fuß beim Gehen?

# Wer in den Studien untersucht wurde.
paper-beauchet2009 = 29 gesunde Erwachsene
paper-bmc2019 = was in der Praxis bei Spinalkanalstenose erwartet wird
paper-boston-thesis = Abschlussarbeit; 9 Menschen mit Spinalkanalstenose, 10 Gesunde
paper-cluster2010 = 28 Menschen mit Ischiasschmerz durch Bandscheibenvorfall, 19 Gesunde
paper-fukuchi2018 = 42 gesunde Erwachsene
paper-hip-int2015 = 20 Menschen mit Hüftarthrose, 20 mit Kniearthrose, 20 Gesunde
paper-igawa2018 = 111 Menschen mit Spinalkanalstenose
paper-jat56-960 = nach Ersatz des vorderen Kreuzbands: 31 Menschen mit starkem Quadrizeps, 116 mit schwachem
paper-jner9-3 = 60 Menschen mit Hüftarthrose, davon 10 mit Duchenne-Hinken, 30 Gesunde
paper-kiernan2023 = 74 Menschen beim Laufen
paper-lee2010 = 19 Menschen mit L5-Radikulopathie und schwachem Fuß, 16 Gesunde
paper-lodin2022 = 15 Menschen mit Spinalkanalstenose, 15 Gesunde
paper-miura2022 = 30 Menschen mit Spinalkanalstenose
paper-mousavi2021 = 7 Menschen mit Spinalkanalstenose
paper-pmc4267982 = Menschen mit Kniearthrose
paper-pmc9739785 = 10 Menschen mit Spinalkanalstenose, 10 mit Kniearthrose, 10 Gesunde
paper-s1-study2004 = 12 Menschen mit L5-Radikulopathie, 12 mit S1-Radikulopathie, 12 Gesunde
paper-torry2000 = 14 Gesunde, denen Flüssigkeit ins Knie gespritzt wurde
paper-yokogawa2015 = Menschen mit L4-Radikulopathie gegen Menschen mit Hüftarthrose

# Kein Befund.
no-finding-not-shown = In dieser Aufnahme zeigt sich kein Kompensationsmuster.
no-finding-few-judged = Nur { $judged } der { $all } Muster { $judged ->
    [one] ließ sich beurteilen; es ist
   *[other] ließen sich beurteilen; sie sind
} nicht gezeigt. Über die anderen sagt diese Aufnahme nichts.
no-finding-none-judged = Diese Aufnahme erlaubt über kein Muster ein Urteil.
no-finding-but-differences = { $count ->
    [one] Ein Seitenunterschied zeigt sich dennoch; allein ergibt er kein Muster.
   *[other] { $count } Seitenunterschiede zeigen sich dennoch; sie ergeben kein bekanntes Muster.
}
no-finding-means = Das heißt: Bei diesem Gehen, in diesem Tempo und mit diesen Sensoren verließ nichts den Bereich von Messfehler und gesunder Schwankung so, wie es ein Muster verlangt.
no-finding-does-not-mean = Das heißt nicht, dass alles in Ordnung ist, und es schließt den Rücken weder ein noch aus. Die meisten Zeichen des Artikels werden gefragt, nicht gemessen, und viele Menschen mit Rückenproblemen gehen einige Minuten lang unauffällig.

# Grenzen.
explanation-limit-evidence = Ein Muster ist ein Hinweis, nie eine Diagnose. Es beschreibt Bewegung.
explanation-limit-both-ways = Die Literatur weist in beide Richtungen: Die frühe Kniebeugung war bei L4-Radikulopathie größer, nicht kleiner, und die Rumpfhaltung bei Spinalkanalstenose fand sich gebeugt, unverändert und gestreckt.
explanation-limit-absence = Weder ein Muster noch sein Fehlen schließt den Rücken als Ursache ein oder aus.
explanation-limit-article = Der Artikel „{ $title }“ ist ein Text für die Öffentlichkeit, keine Leitlinie. Er sagt, was sein kann, nicht, was ist.

# Die Befragung.
intake-answer = { $answer ->
    [yes] ja
    [no] nein
    [unknown] nicht bekannt
   *[none] nicht gefragt
}
intake-effect = { $effect ->
    [better] besser
    [worse] schlimmer
    [same] gleich
    [unknown] nicht bekannt
   *[none] nicht gefragt
}
intake-pain_side = Schmerzhafte Seite
intake-pain_place = Wo es schmerzt
intake-pain_score = Schmerz jetzt, 0 bis 10
intake-sitting = Sitzen
intake-standing = Stehen
intake-walking = Gehen
intake-bending = Vorbeugen
pain-side-left = links
pain-side-right = rechts
pain-side-both = beide
pain-place-lower_back = unterer Rücken
pain-place-buttock = Gesäß
pain-place-hip = Hüfte
pain-place-thigh_front = Oberschenkel vorn
pain-place-thigh_back = Oberschenkel hinten
pain-place-knee_front = Knie vorn
pain-place-knee_inner = Knie innen
pain-place-knee_outer = Knie außen
pain-place-knee_back = Kniekehle
pain-place-lower_leg = Unterschenkel
pain-place-foot = Fuß

# Die Seite für die Patientin oder den Patienten: kurze Sätze, einfache Worte.
patient-heading-urgent = Bitte handeln Sie heute
patient-heading-what = Was wir gemacht haben
patient-heading-seen = Was wir gesehen haben
patient-heading-back = Wie der Rücken mit Knieschmerz zu tun haben kann
patient-heading-answers = Ihre Antworten
patient-heading-next = Was Sie tun können
patient-heading-warning = Wann Sie sofort Hilfe brauchen
patient-heading-last = Bitte denken Sie daran
patient-urgent = Sie haben ein Warnzeichen angegeben. Bitte gehen Sie heute in eine Notaufnahme oder rufen Sie eine Ärztin oder einen Arzt an. Warten Sie nicht. Das haben Sie angegeben:
patient-warning = Manche Zeichen gehören noch am selben Tag in ärztliche Hände. Bitte holen Sie sofort Hilfe, wenn eines davon auftritt:
patient-red-flag-saddle-numbness = Taube Haut zwischen den Beinen.
patient-red-flag-bladder-bowel-change = Probleme, Wasser oder Stuhl zu lassen oder zu halten.
patient-red-flag-new-foot-drop = Ein Fuß, der plötzlich hängt oder beim Gehen klatscht.
patient-what = Kleine Sensoren am Körper haben aufgezeichnet, wie Sie gehen. Sie messen Bewegung. Sie messen keinen Schmerz und können nicht in den Körper hineinsehen.
patient-pattern-antalgic = { $verdict ->
    [shown] { $side ->
        [left] Sie stehen kürzer auf dem linken Bein.
        [right] Sie stehen kürzer auf dem rechten Bein.
       *[none] Sie stehen kürzer auf einem Bein.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Sie stehen kürzer auf dem linken Bein.
        [right] Nicht sicher, aber möglich: Sie stehen kürzer auf dem rechten Bein.
       *[none] Nicht sicher, aber möglich: Sie stehen kürzer auf einem Bein.
    }
}
patient-pattern-reduced-loading-flexion = { $verdict ->
    [shown] { $side ->
        [left] Ihr linkes Knie gibt beim Auftreten nur wenig nach.
        [right] Ihr rechtes Knie gibt beim Auftreten nur wenig nach.
       *[none] Ihre Knie geben beim Auftreten nur wenig nach.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Ihr linkes Knie gibt beim Auftreten nur wenig nach.
        [right] Nicht sicher, aber möglich: Ihr rechtes Knie gibt beim Auftreten nur wenig nach.
       *[none] Nicht sicher, aber möglich: Ihre Knie geben beim Auftreten nur wenig nach.
    }
}
patient-pattern-increased-loading-flexion = { $verdict ->
    [shown] { $side ->
        [left] Ihr linkes Knie gibt beim Auftreten viel nach.
        [right] Ihr rechtes Knie gibt beim Auftreten viel nach.
       *[none] Ihre Knie geben beim Auftreten viel nach.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Ihr linkes Knie gibt beim Auftreten viel nach.
        [right] Nicht sicher, aber möglich: Ihr rechtes Knie gibt beim Auftreten viel nach.
       *[none] Nicht sicher, aber möglich: Ihre Knie geben beim Auftreten viel nach.
    }
}
patient-pattern-stiff-knee = { $verdict ->
    [shown] { $side ->
        [left] Ihr linkes Knie beugt sich nur wenig, wenn das Bein nach vorn schwingt.
        [right] Ihr rechtes Knie beugt sich nur wenig, wenn das Bein nach vorn schwingt.
       *[none] Ihre Knie beugen sich nur wenig, wenn das Bein nach vorn schwingt.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Ihr linkes Knie beugt sich nur wenig, wenn das Bein nach vorn schwingt.
        [right] Nicht sicher, aber möglich: Ihr rechtes Knie beugt sich nur wenig, wenn das Bein nach vorn schwingt.
       *[none] Nicht sicher, aber möglich: Ihre Knie beugen sich nur wenig, wenn das Bein nach vorn schwingt.
    }
}
patient-pattern-pelvic-drop = { $verdict ->
    [shown] { $side ->
        [left] Wenn Sie auf dem linken Bein stehen, sinkt die andere Seite des Beckens ab.
        [right] Wenn Sie auf dem rechten Bein stehen, sinkt die andere Seite des Beckens ab.
       *[none] Wenn Sie auf einem Bein stehen, sinkt die andere Seite des Beckens ab.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Wenn Sie auf dem linken Bein stehen, sinkt die andere Seite des Beckens ab.
        [right] Nicht sicher, aber möglich: Wenn Sie auf dem rechten Bein stehen, sinkt die andere Seite des Beckens ab.
       *[none] Nicht sicher, aber möglich: Wenn Sie auf einem Bein stehen, sinkt die andere Seite des Beckens ab.
    }
}
patient-pattern-lateral-trunk-lean = { $verdict ->
    [shown] { $side ->
        [left] Ihr Oberkörper neigt sich nach links, wenn Sie mit links auftreten.
        [right] Ihr Oberkörper neigt sich nach rechts, wenn Sie mit rechts auftreten.
       *[none] Ihr Oberkörper neigt sich beim Gehen zur Seite.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Ihr Oberkörper neigt sich nach links, wenn Sie mit links auftreten.
        [right] Nicht sicher, aber möglich: Ihr Oberkörper neigt sich nach rechts, wenn Sie mit rechts auftreten.
       *[none] Nicht sicher, aber möglich: Ihr Oberkörper neigt sich beim Gehen zur Seite.
    }
}
patient-pattern-hip-hiking = { $verdict ->
    [shown] { $side ->
        [left] Sie heben die linke Seite des Beckens an, wenn das linke Bein nach vorn schwingt.
        [right] Sie heben die rechte Seite des Beckens an, wenn das rechte Bein nach vorn schwingt.
       *[none] Sie heben das Becken an, wenn ein Bein nach vorn schwingt.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Sie heben die linke Seite des Beckens an, wenn das linke Bein nach vorn schwingt.
        [right] Nicht sicher, aber möglich: Sie heben die rechte Seite des Beckens an, wenn das rechte Bein nach vorn schwingt.
       *[none] Nicht sicher, aber möglich: Sie heben das Becken an, wenn ein Bein nach vorn schwingt.
    }
}
patient-pattern-circumduction = { $verdict ->
    [shown] { $side ->
        [left] Ihr linkes Bein schwingt auf dem Weg nach vorn nach außen.
        [right] Ihr rechtes Bein schwingt auf dem Weg nach vorn nach außen.
       *[none] Ihre Beine schwingen auf dem Weg nach vorn nach außen.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Ihr linkes Bein schwingt auf dem Weg nach vorn nach außen.
        [right] Nicht sicher, aber möglich: Ihr rechtes Bein schwingt auf dem Weg nach vorn nach außen.
       *[none] Nicht sicher, aber möglich: Ihre Beine schwingen auf dem Weg nach vorn nach außen.
    }
}
patient-pattern-steppage = { $verdict ->
    [shown] { $side ->
        [left] Sie heben das linke Bein hoch an, wenn es nach vorn schwingt.
        [right] Sie heben das rechte Bein hoch an, wenn es nach vorn schwingt.
       *[none] Sie heben die Beine hoch an, wenn sie nach vorn schwingen.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Sie heben das linke Bein hoch an, wenn es nach vorn schwingt.
        [right] Nicht sicher, aber möglich: Sie heben das rechte Bein hoch an, wenn es nach vorn schwingt.
       *[none] Nicht sicher, aber möglich: Sie heben die Beine hoch an, wenn sie nach vorn schwingen.
    }
}
patient-pattern-reduced-thigh-extension = { $verdict ->
    [shown] { $side ->
        [left] Ihr linkes Bein geht nicht weit nach hinten, bevor es sich vom Boden löst.
        [right] Ihr rechtes Bein geht nicht weit nach hinten, bevor es sich vom Boden löst.
       *[none] Ihre Beine gehen nicht weit nach hinten, bevor sie sich vom Boden lösen.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Ihr linkes Bein geht nicht weit nach hinten, bevor es sich vom Boden löst.
        [right] Nicht sicher, aber möglich: Ihr rechtes Bein geht nicht weit nach hinten, bevor es sich vom Boden löst.
       *[none] Nicht sicher, aber möglich: Ihre Beine gehen nicht weit nach hinten, bevor sie sich vom Boden lösen.
    }
}
patient-pattern-forward-lean = { $verdict ->
    [shown] { $side ->
       *[none] Sie neigen sich weiter nach vorn, je länger Sie gehen.
    }
   *[possible] { $side ->
       *[none] Nicht sicher, aber möglich: Sie neigen sich weiter nach vorn, je länger Sie gehen.
    }
}
patient-pattern-short-slow-steps = { $verdict ->
    [shown] { $side ->
       *[none] Ihre Schritte sind kürzer oder langsamer als erwartet.
    }
   *[possible] { $side ->
       *[none] Nicht sicher, aber möglich: Ihre Schritte sind kürzer oder langsamer als erwartet.
    }
}
patient-pattern-increased-variability = { $verdict ->
    [shown] { $side ->
       *[none] Ihre Schritte unterscheiden sich mehr voneinander als üblich.
    }
   *[possible] { $side ->
       *[none] Nicht sicher, aber möglich: Ihre Schritte unterscheiden sich mehr voneinander als üblich.
    }
}
patient-pattern-asymmetric-loading = { $verdict ->
    [shown] { $side ->
        [left] Sie benutzen das linke Bein vorsichtiger als das rechte.
        [right] Sie benutzen das rechte Bein vorsichtiger als das linke.
       *[none] Sie benutzen ein Bein vorsichtiger als das andere.
    }
   *[possible] { $side ->
        [left] Nicht sicher, aber möglich: Sie benutzen das linke Bein vorsichtiger als das rechte.
        [right] Nicht sicher, aber möglich: Sie benutzen das rechte Bein vorsichtiger als das linke.
       *[none] Nicht sicher, aber möglich: Sie benutzen ein Bein vorsichtiger als das andere.
    }
}
patient-pattern-drift = { $verdict ->
    [shown] { $side ->
       *[none] Ihr Gehen hat sich während der Strecke nach und nach verändert.
    }
   *[possible] { $side ->
       *[none] Nicht sicher, aber möglich: Ihr Gehen hat sich während der Strecke nach und nach verändert.
    }
}
patient-pattern-shift = { $verdict ->
    [shown] { $side ->
       *[none] Ihr Gehen hat sich während der Strecke an einer Stelle plötzlich verändert.
    }
   *[possible] { $side ->
       *[none] Nicht sicher, aber möglich: Ihr Gehen hat sich während der Strecke an einer Stelle plötzlich verändert.
    }
}
patient-doubt = Ein Teil dieser Aufnahme ist nicht sicher genug. Über diesen Teil sagen wir nichts. Ihre Therapeutin oder Ihr Therapeut sieht, warum.
patient-test-result = { $test ->
    [timed-up-and-go] Aufstehen, gehen, umdrehen und wieder hinsetzen hat bei Ihnen { $total } gedauert.
    [five-times-sit-to-stand] Fünfmal vom Stuhl aufstehen hat bei Ihnen { $total } gedauert.
    [six-minute-walk] In sechs Minuten sind Sie { $distance } gegangen.
   *[two-minute-walk] In zwei Minuten sind Sie { $distance } gegangen.
}
patient-test-without-result = Das Ergebnis dieses Tests ließ sich nicht bestimmen. Ihre Therapeutin oder Ihr Therapeut sieht, warum.
patient-test-means = Ein Ergebnis allein sagt wenig. Es hilft, wenn der Test an einem anderen Tag noch einmal gemacht wird.
patient-recovered = { $what ->
    [speed] { $direction ->
        [down] Beim Gehen sind Sie langsamer geworden. Nach der Pause gingen Sie wieder schneller.
       *[up] Beim Gehen sind Sie schneller geworden. Nach der Pause gingen Sie wieder langsamer.
    }
    [steps] { $direction ->
        [down] Beim Gehen sind Ihre Schritte kürzer geworden. Nach der Pause waren sie wieder länger.
       *[up] Beim Gehen sind Ihre Schritte länger geworden. Nach der Pause waren sie wieder kürzer.
    }
   *[other] Ihr Gang hat sich beim Gehen verändert. Nach der Pause war er wieder mehr wie am Anfang.
}
patient-legs-changed = { $course ->
    [less] Beim Gehen sind sich Ihre Beine ähnlicher geworden.
   *[more] { $what ->
        [time] { $side ->
            [left] Beim Gehen haben Sie begonnen, kürzer auf dem linken Bein zu stehen als auf dem rechten.
           *[right] Beim Gehen haben Sie begonnen, kürzer auf dem rechten Bein zu stehen als auf dem linken.
        }
       *[other] Beim Gehen sind sich Ihre Beine weniger ähnlich geworden.
    }
}
patient-changed = { $what ->
    [speed] { $direction ->
        [down] Sie sind unterwegs langsamer geworden.
       *[up] Sie sind unterwegs schneller geworden.
    }
    [steps] { $direction ->
        [down] Ihre Schritte sind unterwegs kürzer geworden.
       *[up] Ihre Schritte sind unterwegs länger geworden.
    }
   *[other] { $how ->
        [once] Ihr Gang hat sich unterwegs auf einmal verändert.
       *[slowly] Ihr Gang hat sich unterwegs nach und nach verändert.
    }
}
patient-side-difference = In einem Punkt sind Ihre Beine nicht gleich: { $measure }. Ihre Therapeutin oder Ihr Therapeut kann es Ihnen erklären.
patient-alike = Beide Beine haben sich fast gleich bewegt.
patient-nothing-shown = Wir haben nichts Ungewöhnliches an Ihrem Gehen gesehen. Um Ihre Beine gleich zu nennen, ist diese Aufnahme nicht sicher genug.
patient-nothing-walked = Diese Aufnahme zeigt zu wenig Gehen, um etwas über Ihren Gang zu sagen.
patient-not-the-cause = Das beschreibt, wie Sie gehen. Es sagt nicht, warum. Vieles kann dazu führen, dass Menschen so gehen: das Knie, die Hüfte, der Fuß, der Rücken oder einfach Gewohnheit.
patient-few-judged = Diese Aufnahme konnte nur einen Teil Ihres Gehens zeigen. In diesem Teil haben wir nichts Ungewöhnliches gesehen.
patient-nothing-judged = Diese Aufnahme war nicht gut genug, um Ihr Gehen zu beurteilen. Bitte nehmen Sie noch einmal auf.
patient-nothing-means = Schmerz kann vom Knie oder vom Rücken kommen, auch wenn das Gehen unauffällig aussieht. Bitte sagen Sie in der Therapie, was Sie spüren.
patient-back = Ein Artikel für die Öffentlichkeit erklärt, wie Rücken und Knieschmerz zusammenhängen können:
patient-mechanism-referral = Nerven laufen vom Rücken das Bein hinab. Ein gereizter Nerv im Rücken kann Schmerzen am Knie machen.
patient-mechanism-sciatic = Ein großer Nerv läuft vom unteren Rücken hinten das Bein hinab. Druck auf ihn kann überall auf diesem Weg schmerzen.
patient-mechanism-femoral = Ein anderer Nerv läuft vom Rücken zur Vorderseite von Oberschenkel und Knie. Ist er gereizt, kann es dort schmerzen.
patient-mechanism-compensation = Wenn der Rücken Beschwerden macht, geht man oft anders, ohne es zu merken. Dann wird das Knie so belastet, wie es das nicht gewohnt ist.
patient-mechanism-weakness = Die Muskeln um Hüfte und unteren Rücken helfen, das Knie zu halten. Helfen sie weniger, hat das Knie mehr zu tragen.
patient-answers-open = Nach den Zeichen eines Rückenproblems wurden Sie noch nicht gefragt. Das können Sie in der Therapie besprechen.
patient-answers-none = Keine Ihrer Antworten weist auf den Rücken. Das allein schließt ihn nicht aus.
patient-answers-some = Einige Ihrer Antworten können Zeichen dafür sein, dass der Rücken beteiligt ist:
patient-answers-hint = Sie können auch andere Gründe haben. Sie helfen in der Therapie zu entscheiden, was untersucht wird.
patient-sign-not-local = Der Schmerz wird nicht stärker, wenn das Knie bewegt oder gedrückt wird.
patient-sign-back-position = Der Schmerz ändert sich, wenn Sie sitzen, stehen oder sich beugen.
patient-sign-neuro = Sie spüren Taubheit, Kribbeln oder Schwäche in Bein oder Fuß.
patient-sign-radiating = Der Schmerz zieht von der Hüfte oder vom Gesäß zum Knie.
patient-sign-quality = Der Schmerz ist tief oder brennend.
patient-sign-hamstring = Die Rückseite Ihres Oberschenkels bleibt gespannt, obwohl Sie sie dehnen.
patient-next-evaluate = Sprechen Sie mit Ihrer Physiotherapie oder Ihrer Arztpraxis. Dort werden Knie und Rücken untersucht. Manchmal braucht es Bilder (Röntgen, MRT).
patient-next-conservative = Meist beginnt man mit schonender Behandlung. Übungen kräftigen die Rückenmuskeln und helfen Ihnen, sich besser zu bewegen.
patient-next-pain = Mittel aus der Apotheke können Schmerz für eine Weile lindern. Fragen Sie vorher, ob sie für Sie geeignet sind.
patient-next-diagnosis = Es ist wichtig, den wahren Grund zu finden: Nur dann kann die Behandlung passen.
patient-last = Diese Seite beschreibt, wie Sie sich während dieser Aufnahme bewegt haben. Sie kann nicht zeigen, woher Ihre Schmerzen kommen. Sie ist keine Diagnose.
