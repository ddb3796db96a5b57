/** SageMaker's limits of tags and of a job's environment, by its API's model. */
const MAX_TAG_KEY = 128;
const MAX_TAG_VALUE = 256;
const MAX_VARIABLES = 100;
const MAX_VARIABLE = 512;
/** SageMaker takes 50 tags, of which two are this extension's own. */
const MAX_TAGS = 48;

/** Says what is wrong with the tags that a user gives a job or an endpoint; undefined when nothing is. */
export function tagsFault(tags: Readonly<Record<string, string>>): string | undefined {
    const entries = Object.entries(tags);
    if (entries.length > MAX_TAGS) {
        return `At most ${MAX_TAGS} tags; these are ${entries.length}.`;
    }
    const wrong = entries.find(
        ([key, value]) => key === "" || key.length > MAX_TAG_KEY || value.length > MAX_TAG_VALUE || /^aws:/i.test(key),
    );
    return (
        wrong &&
        `A tag's key has 1 to ${MAX_TAG_KEY} characters and does not begin with "aws:", its value at most ${MAX_TAG_VALUE}: ${wrong[0].slice(0, 40)}.`
    );
}

/** Says what is wrong with the environment of a job; undefined when nothing is. */
export function environmentFault(environment: Readonly<Record<string, string>>): string | undefined {
    const entries = Object.entries(environment);
    if (entries.length > MAX_VARIABLES) {
        return `At most ${MAX_VARIABLES} variables of the environment; these are ${entries.length}.`;
    }
    const wrong = entries.find(([name, value]) => !/^[a-zA-Z_]\w{0,511}$/.test(name) || value.length > MAX_VARIABLE);
    return (
        wrong &&
        `A variable's name has letters, digits and underscores, and no digit first; its value has at most ${MAX_VARIABLE} characters: ${wrong[0].slice(0, 40)}.`
    );
}
