/* Runs a model with ONNX Runtime by the calls and slots of our binding, and prints what comes out, to be compared with what the binding gets on another processor.
   onnxprobe LIBRARY MODEL INPUT...: INPUT holds the bytes of each input in turn; shapes must be fixed, those of outputs may be open. slots.h is made by the test from the binding's own numbers. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "slots.h"

#define MOST_RANK 16
#define MOST_TENSORS 32
#define ALIGNMENT 64

/* Without a prototype: arguments go as they are written, as the binding passes them: pointers, size_t and int. */
#define DO(name, ...) check(#name, ((void *(*)())table[SLOT_##name])(__VA_ARGS__))
#define RELEASE(name, handle) ((void (*)())table[SLOT_##name])(handle)

struct tensor {
    char *name;
    int type;
    int is_open;
    size_t rank, bytes;
    int64_t shape[MOST_RANK];
    void *data, *value;
};

static void **table;
static void *allocator, *memory, *environment;

static void fail(const char *what, const char *why)
{
    printf("fault %s: %s\n", what, why);
    exit(1);
}

/* Tells a status and releases it. */
static void tell(const char *key, const char *operation, void *status)
{
    int code = ((int (*)())table[SLOT_GetErrorCode])(status);
    const char *message = ((const char *(*)())table[SLOT_GetErrorMessage])(status);
    printf("%s %s %d %s\n", key, operation, code, message);
    RELEASE(ReleaseStatus, status);
}

static void check(const char *operation, void *status)
{
    if (status == NULL)
        return;
    tell("fault", operation, status);
    exit(1);
}

static void logged(void *parameter, int level, const char *category, const char *id, const char *location, const char *message)
{
    (void)parameter, (void)category, (void)id, (void)location;
    printf("log %d %s\n", level, message);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        fail(path, "cannot be read");
    *length = (size_t)ftell(file);
    rewind(file);
    void *bytes = malloc(*length + 1);
    if (bytes == NULL || fread(bytes, 1, *length, file) != *length)
        fail(path, "cannot be read whole");
    fclose(file);
    return bytes;
}

static void load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW);
    if (library == NULL)
        fail("dlopen", dlerror());
    void *(*entry)(void) = (void *(*)(void))dlsym(library, "OrtGetApiBase");
    if (entry == NULL)
        fail("dlsym", dlerror());
    void **base = entry();
    printf("version %s\n", ((const char *(*)(void))base[1])());
    table = ((void **(*)(uint32_t))base[0])(API_VERSION);
    if (table == NULL)
        fail("GetApi", "no such version");
    DO(GetAllocatorWithDefaultOptions, &allocator);
    DO(CreateCpuMemoryInfo, DEVICE_ALLOCATOR, DEFAULT_MEMORY, &memory);
    DO(CreateEnvWithCustomLogger, logged, NULL, LOG_WARNING, "edge", &environment);
}

static void *make_options(int threads, int has_arena)
{
    void *options;
    DO(CreateSessionOptions, &options);
    DO(SetSessionGraphOptimizationLevel, options, OPTIMISE_ALL);
    DO(SetIntraOpNumThreads, options, threads);
    DO(SetInterOpNumThreads, options, 1);
    if (has_arena)
        DO(EnableCpuMemArena, options);
    else
        DO(DisableCpuMemArena, options);
    DO(AddSessionConfigEntry, options, INTRA_OP_SPINNING, "0");
    DO(AddSessionConfigEntry, options, INTER_OP_SPINNING, "0");
    return options;
}

static void read_shape(void *info, struct tensor *t)
{
    DO(GetTensorElementType, info, &t->type);
    DO(GetDimensionsCount, info, &t->rank);
    if (t->rank > MOST_RANK)
        fail(t->name, "too many dimensions");
    DO(GetDimensions, info, t->shape, t->rank);
    t->bytes = t->type == TYPE_FLOAT32 ? 4 : t->type == TYPE_INT64 ? 8 : 0;
    if (t->bytes == 0)
        fail(t->name, "a type that is not read here");
    for (size_t i = 0; i < t->rank; i++) {
        t->is_open |= t->shape[i] < 0;
        t->bytes *= t->is_open ? 1 : (size_t)t->shape[i];
    }
}

static size_t describe(void *session, int is_input, struct tensor *tensors)
{
    size_t count;
    if (is_input)
        DO(SessionGetInputCount, session, &count);
    else
        DO(SessionGetOutputCount, session, &count);
    if (count > MOST_TENSORS)
        fail("model", "too many inputs or outputs");
    for (size_t i = 0; i < count; i++) {
        char *name;
        void *type, *info;
        if (is_input) {
            DO(SessionGetInputTypeInfo, session, i, &type);
            DO(SessionGetInputName, session, i, allocator, &name);
        } else {
            DO(SessionGetOutputTypeInfo, session, i, &type);
            DO(SessionGetOutputName, session, i, allocator, &name);
        }
        tensors[i].name = strdup(name);
        DO(AllocatorFree, allocator, name);
        DO(CastTypeInfoToTensorInfo, type, &info);
        read_shape(info, &tensors[i]);
        RELEASE(ReleaseTypeInfo, type);
    }
    return count;
}

static void make_tensor(struct tensor *t)
{
    t->data = aligned_alloc(ALIGNMENT, (t->bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    if (t->data == NULL)
        fail(t->name, "no memory");
    memset(t->data, 0, t->bytes);
    DO(CreateTensorWithDataAsOrtValue, memory, t->data, t->bytes, t->shape, t->rank, t->type, &t->value);
}

static void print(const struct tensor *t)
{
    static const char digits[] = "0123456789abcdef";
    char line[2 * 256 + 1];
    printf("output %s %d", t->name, t->type);
    for (size_t i = 0; i < t->rank; i++)
        printf(" %lld", (long long)t->shape[i]);
    printf("\n");
    for (size_t at = 0; at < t->bytes;) {
        size_t n = 0;
        for (; n < 256 && at < t->bytes; n++, at++) {
            line[2 * n] = digits[((uint8_t *)t->data)[at] >> 4];
            line[2 * n + 1] = digits[((uint8_t *)t->data)[at] & 15];
        }
        line[2 * n] = 0;
        printf("bytes %s\n", line);
    }
}

/* What the runtime made: shape, elements, and back. */
static void take_results(void *binding, struct tensor *outputs, size_t count)
{
    void **values;
    size_t number;
    DO(GetBoundOutputValues, binding, allocator, &values, &number);
    if (number != count)
        fail("GetBoundOutputValues", "another number of values than outputs");
    for (size_t i = 0; i < count; i++) {
        if (outputs[i].is_open) {
            void *info;
            outputs[i].is_open = 0;
            DO(GetTensorTypeAndShape, values[i], &info);
            read_shape(info, &outputs[i]);
            RELEASE(ReleaseTensorTypeAndShapeInfo, info);
            DO(GetTensorMutableData, values[i], &outputs[i].data);
        }
        print(&outputs[i]);
        RELEASE(ReleaseValue, values[i]);
    }
    DO(AllocatorFree, allocator, values);
}

static void run(void *session, char **files)
{
    struct tensor inputs[MOST_TENSORS] = { 0 }, outputs[MOST_TENSORS] = { 0 };
    size_t input_count = describe(session, 1, inputs), output_count = describe(session, 0, outputs), length;
    void *binding, *options;
    DO(CreateIoBinding, session, &binding);
    DO(CreateRunOptions, &options);
    for (size_t i = 0; i < input_count; i++) {
        void *bytes = files[i] == NULL ? NULL : read_file(files[i], &length);
        if (bytes == NULL || inputs[i].is_open || length != inputs[i].bytes)
            fail(inputs[i].name, "no file, of another size, or an open shape");
        make_tensor(&inputs[i]);
        memcpy(inputs[i].data, bytes, length);
        free(bytes);
        DO(BindInput, binding, inputs[i].name, inputs[i].value);
    }
    for (size_t i = 0; i < output_count; i++) {
        if (outputs[i].is_open) {
            DO(BindOutputToDevice, binding, outputs[i].name, memory);
        } else {
            make_tensor(&outputs[i]);
            DO(BindOutput, binding, outputs[i].name, outputs[i].value);
        }
    }

    /* Ended from outside it fails, and goes again once let. */
    DO(RunOptionsSetTerminate, options);
    void *status = ((void *(*)())table[SLOT_RunWithBinding])(session, options, binding);
    if (status == NULL)
        fail("RunWithBinding", "ran although it was told to end");
    tell("ended", "RunWithBinding", status);
    DO(RunOptionsUnsetTerminate, options);
    double from = now_ms();
    DO(RunWithBinding, session, options, binding);
    printf("run-ms %.3f\n", now_ms() - from);
    take_results(binding, outputs, output_count);

    RELEASE(ReleaseIoBinding, binding);
    RELEASE(ReleaseRunOptions, options);
    for (size_t i = 0; i < input_count; i++)
        RELEASE(ReleaseValue, inputs[i].value);
    for (size_t i = 0; i < output_count; i++)
        if (outputs[i].value != NULL)
            RELEASE(ReleaseValue, outputs[i].value);
}

int main(int count, char **arguments)
{
    if (count < 4)
        fail("arguments", "expected onnxprobe LIBRARY MODEL INPUT...");
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    load(arguments[1]);

    /* What is no model is refused with a code and words. */
    void *session = NULL, *options = make_options(1, 1);
    void *status = ((void *(*)())table[SLOT_CreateSessionFromArray])(environment, "this is no model", (size_t)16, options, &session);
    if (status == NULL)
        fail("CreateSessionFromArray", "took what is no model");
    tell("refused", "CreateSessionFromArray", status);
    RELEASE(ReleaseSessionOptions, options);

    double from = now_ms();
    options = make_options(2, 0);
    DO(CreateSession, environment, arguments[2], options, &session);
    RELEASE(ReleaseSessionOptions, options);
    printf("open-ms %.3f\n", now_ms() - from);
    run(session, arguments + 3);
    RELEASE(ReleaseSession, session);
    RELEASE(ReleaseEnv, environment);
    printf("done\n");
    return 0;
}
