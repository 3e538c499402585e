import { CLIENTS } from "./clients.js";
import { withCurl } from "./curl.js";

/** All clients that follow the examples: each test follows with them all at once, so that one cut is waited for and not five. */
const EVERYONE = { ...CLIENTS, curl: withCurl };

/** Begins to follow with every client; `as` gives the path and the options of a client's name. */
export function followWithAll(follow, as) {
  const followers = Object.entries(EVERYONE).map(async ([name, client]) => {
    const [path, options] = await as(name);
    return { name, options, ...(await follow(client, path, options)) };
  });
  return Promise.all(followers);
}

/** Does something with every client, and gives what came of it; a failure says with which. */
export function forAll(followers, act) {
  const acts = followers.map(async (follower) => {
    try {
      return await act(follower);
    } catch (error) {
      error.message = `${follower.name}: ${error.message}`;
      throw error;
    }
  });
  return Promise.all(acts);
}
