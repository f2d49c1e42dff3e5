/** An answer the REST or Bulk API gives instead of data: an HTTP status and the usual one-element array. */
export class ApiError extends Error {
  readonly status: number
  readonly errorCode: string

  constructor(status: number, errorCode: string, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.errorCode = errorCode
  }

  get body(): string {
    return JSON.stringify([{ message: this.message, errorCode: this.errorCode }])
  }
}

export const notFound = (message = 'The requested resource does not exist'): ApiError =>
  new ApiError(404, 'NOT_FOUND', message)
