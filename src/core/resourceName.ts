/** The longest name that SageMaker takes for a training job, a model, an endpoint config or an endpoint. */
export const MAX_NAME_LENGTH = 63;

const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
/** The form of an instance type. */
export const INSTANCE_TYPE = /^ml\.[a-z0-9-]+\.[a-z0-9]+$/;

/** Says what is wrong with the name of a job, endpoint or endpoint config, before SageMaker would refuse it; undefined when nothing is. */
export function nameFault(name: string): string | undefined {
    if (name === "") {
        return "A name is needed.";
    }
    if (name.length > MAX_NAME_LENGTH) {
        return `At most ${MAX_NAME_LENGTH} characters; this has ${name.length}.`;
    }
    return NAME.test(name) ? undefined : "Only letters, digits and hyphens, beginning and ending with a letter or digit.";
}

/** Says that something has not the form of an instance type. Which ones there are the service judges: their number grows each month. */
export function instanceTypeFault(type: string): string | undefined {
    return INSTANCE_TYPE.test(type) ? undefined : "An instance type looks like ml.m5.large or ml.g5.xlarge.";
}
