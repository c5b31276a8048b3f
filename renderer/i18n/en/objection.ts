/** An objection stated in the room. */
export const objection = {
  "objection.title": "State an objection",
  "objection.open": "State an objection…",
  "objection.explain":
    "Whoever in the room objects to what the picture shows points at the frame and says why. They sign, and so does the supervisor; from then on the recording is kept and may not be destroyed.",
  "objection.on": "About frame {frame}",
  "objection.wait": "Pause on the picture in question first and wait until its number is confirmed.",
  "objection.who": "Who objects",
  "objection.statement": "The objection",
  "objection.statementHint": "In the words of the person who objects",
  "objection.own": "Signature of the person who objects",
  "objection.ownPin": "Their own PIN",
  "objection.ownHint": "{name} has a certificate and signs with their own PIN.",
  "objection.handHint":
    "{name} has no certificate: they sign by hand or type their name, and the supervisor witnesses it.",
  "objection.witness": "The supervisor confirms",
  "objection.witnessLead": "The supervisor compares the words and enters their PIN",
  "objection.witnessExplain": "You confirm that {name} stated this here and now, in these words.",
  "objection.act": "Sign and record the objection",
  "objection.done": "The objection is recorded, and the recording is held.",
  "objection.held": "Held · supervisor {name}",
  "objection.next": "Next",
  "objection.back": "Back",
};
