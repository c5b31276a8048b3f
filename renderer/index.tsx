import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import "./theme/library.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/frame.css";
import "./theme/forms.css";
import "./theme/room.css";
import "./theme/player.css";

const root = document.getElementById("root");
if (root === null) {
  throw new Error("index.html lost its #root");
}
createRoot(root).render(<App />);
