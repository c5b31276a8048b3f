import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { refuseGestures } from "./shell/gestures.ts";

refuseGestures();

const root = document.getElementById("root");
if (root === null) {
  throw new Error("index.html lost its #root");
}
createRoot(root).render(<App />);
