/** Why each line of the shield meter matters, and what to do where it is not live. */
export const protections = {
  "shield.why": "Why",
  "shield.todo": "What to do",
  "protectionWhy.sandbox":
    "The picture's process is kept apart from the system, so that a hostile file reaches nothing else.",
  "protectionTodo.sandbox":
    "Do not run the program as root; have the administrator restore the system's isolation as the guide says, then restart.",
  "protectionWhy.capture": "Programs that capture the screen get no picture.",
  "protectionTodo.capture":
    "Linux offers no such thing: there a system without capture tools, the watermark and the supervisor stand in. On Windows, have the administrator look into it.",
  "protectionWhy.displays": "A second or mirrored screen takes the picture away at once.",
  "protectionTodo.displays":
    "Unplug every screen but one; if it still cannot be seen, have the administrator check the display server.",
  "protectionWhy.lockScreen": "Locking the machine or switching users takes the picture away at once.",
  "protectionTodo.lockScreen":
    "Have the administrator let the program read the state of the session (logind or the screen lock).",
  "protectionWhy.clipboard": "Neither picture nor text leaves by way of the clipboard.",
  "protectionTodo.clipboard":
    "Start the program in its own window; have the administrator check the settings of the kiosk session.",
  "protectionWhy.printing": "Footage cannot be printed.",
  "protectionTodo.printing":
    "Use an installed viewing station; the browser of a demonstration cannot keep anybody from printing.",
  "protectionWhy.network": "The program talks to headquarters and to nobody else, so footage cannot be sent out.",
  "protectionTodo.network":
    "Stop using this machine and tell the administrator: the program or its proxy settings may have been changed.",
  "protectionWhy.storage": "Decrypted footage is never written to the disk.",
  "protectionTodo.storage": "Stop using this machine and have the administrator install the program anew.",
  "protectionWhy.keyStore": "The operating system keeps the station's keys, so that copied files open nowhere else.",
  "protectionTodo.keyStore":
    "Have the administrator turn on the system's key store (a keyring on Linux, data protection on Windows), then restart.",
  "protectionWhy.integrity": "The program's files are checked before it starts, and a changed program does not run.",
  "protectionTodo.integrity":
    "Use the official package. Where the check fails, stop using the machine; the administrator installs it anew and finds out why.",
  "protectionWhy.kiosk": "This is the only window while people view, and no other program can be reached.",
  "protectionTodo.kiosk":
    "Sign in to the machine with the account of the viewing room, whose session starts this program alone.",
  "protectionWhy.memory": "No other program can read the footage in memory.",
  "protectionTodo.memory":
    "The program cannot do this alone: the administrator gives it an account of its own, turns off swap and crash dumps, and limits debugging.",
  "protectionWhy.recorders": "A screen recorder or remote control takes the picture away at once.",
  "protectionTodo.recorders":
    "Have the administrator let the program read the list of processes, and remove recorders and remote control.",
  "protectionWhy.devices": "Storage that is plugged in during a viewing takes the picture away at once.",
  "protectionTodo.devices":
    "Unplug what is not needed; if it still cannot be seen, have the administrator check the right to read devices.",
  "protectionWhy.sound": "A program that records sound takes the picture away at once.",
  "protectionTodo.sound":
    "Close whatever records sound; if it still cannot be seen, have the administrator check the sound service.",
  "words.below-floor.what":
    "Recordings of this class open only where these protections are live, and on this machine they are not: {missing}. Nothing was opened.",
  "words.below-floor.next": "{todo} Then let the supervisor try again, or use a viewing station that has them.",
} as const;
