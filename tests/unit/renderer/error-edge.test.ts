import { createElement, type ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { ErrorEdge } from "../../../renderer/ui/ErrorEdge.tsx";

describe("a screen that fails", () => {
  it("is told of, and the rest of the window stays", () => {
    const child = createElement("p", null, "fine");
    const edge = new ErrorEdge({ children: child });
    expect(edge.render()).toBe(child);
    edge.state = ErrorEdge.getDerivedStateFromError();
    const shown: ReactNode = edge.render();
    expect(shown).not.toBe(child);
    expect(shown).toHaveProperty("props.onRetry");
  });
});
