import { useEffect, useRef } from "react";
import type { RefObject } from "react";
import type { Failure } from "../../shared/failure.ts";

/** Where a form has what a refusal is about; a field is marked with `data-field`. */
type Field = "pin" | "papers" | "devices" | "token";

function fieldOf(failure: Failure): Field {
  if (failure.code === "presence") {
    const fields = { "papers-unchecked": "papers", "devices-not-deposited": "devices" } as const;
    return failure.reason === "papers-unchecked" || failure.reason === "devices-not-deposited"
      ? fields[failure.reason]
      : "token";
  }
  const ofToken: readonly Failure["code"][] = [
    "duties-not-separate",
    "not-permitted",
    "certificate-locked",
    "certificate-unreadable",
    "certificate-expired",
    "certificate-foreign",
    "certificate-revoked",
  ];
  return ofToken.includes(failure.code) ? "token" : "pin";
}

const places: Readonly<Record<Field, string>> = {
  pin: 'input[type="password"]',
  papers: 'input[data-field="papers"], [data-field="papers"] input',
  devices: 'input[data-field="devices"], [data-field="devices"] input',
  token: '.tokens button[aria-pressed="true"], .tokens button',
};

/**
 * After a refusal the focus goes to the field to correct, so that a person at the keyboard goes on there.
 *
 * @returns what the form must carry as its `ref`.
 */
export function useRefusalFocus(failure: Failure | null): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (failure !== null) {
      const found = form.current?.querySelector(places[fieldOf(failure)]);
      const pin = form.current?.querySelector(places.pin);
      const target = found ?? pin;
      if (target instanceof HTMLElement) {
        target.focus();
      }
    }
  }, [failure]);
  return form;
}
