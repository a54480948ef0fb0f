/**
 * Status of a kept answer that was taken back: what it told of is not for its asker any more. The key goes on standing for
 * the request, so that a repeat does nothing.
 */
export const WITHDRAWN_STATUS = 404;
