// What a person reads where the app did not answer as it should.

import { tell } from "./store.js";
import { toast } from "./toasts.js";

const WORDS = {
  operation_timeout: "did not answer in time (operation_timeout)",
  dispatch_failed: "could not be reached (dispatch_failed)",
  http_error: "answered with an error (http_error)",
};

/** Runs an act that asks the app; tells what went wrong, and returns what came of it (null where nothing did). */
export async function answered(ask, name) {
  try {
    const done = await ask();
    if (done.error) tell(`${name} ${WORDS[done.error] || `gave an answer that could not be shown: ${done.error}`}.`);
    return done;
  } catch (problem) {
    toast(problem.message, "bad");
    return null;
  }
}
