/* Loaded by LD_PRELOAD into a program that stores: records every change to the files below EDGE_RECORD_DIR into EDGE_RECORD_LOG, in the order in which they were
 * made, and fails the calls that edge_fault() names. The C library's calls are documented in their man pages, section 2. Thread-safe.
 *
 * A record is a struct head and `length` bytes. Files are told apart by inode number; paths are relative to EDGE_RECORD_DIR. What is written to the file `marks`
 * in that folder is recorded as a mark of the program's own and is no part of the disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OP_OPEN = 1, OP_WRITE, OP_TRUNCATE, OP_RENAME, OP_UNLINK, OP_SYNC_BEGIN, OP_SYNC_END, OP_MARK, OP_MKDIR, OP_LINK };
enum { KIND_NONE, KIND_FILE, KIND_FOLDER, KIND_MARKS };
enum { FAIL_WRITE = 1, FAIL_TRUNCATE = 2, FAIL_SYNC = 4, FAIL_OPEN = 8, FAIL_NAME = 16 };
enum { MOST_FILES = 65536 };

struct head { uint32_t op, length; uint64_t file, offset; };
struct known { unsigned char kind; uint64_t file; };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static struct known files[MOST_FILES];
static const char *folder;
static size_t folder_length;
static int log_fd = -1;
static uint64_t syncs;
static int fault_kinds, fault_errno;
static long fault_at, fault_count, calls;

#define REAL(result, name, ...) static result (*real)(__VA_ARGS__); if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void start(void)
{
    const char *log = getenv("EDGE_RECORD_LOG");
    folder = getenv("EDGE_RECORD_DIR");
    folder_length = folder ? strlen(folder) : 0;
    if (log)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

/* The path below the folder, or NULL for any other. */
static const char *inside(const char *path)
{
    return folder && path && strncmp(path, folder, folder_length) == 0 && path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

static void put(const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        long written = syscall(SYS_write, log_fd, at, length);
        if (written <= 0)
            abort();
        at += written;
        length -= (size_t)written;
    }
}

static void record(int op, uint64_t file, uint64_t offset, const void *bytes, size_t length)
{
    struct head head = { (uint32_t)op, (uint32_t)length, file, offset };
    if (log_fd < 0)
        return;
    put(&head, sizeof head);
    put(bytes, length);
}

/* From the at-th call of these kinds on, count calls fail with an error; 0 kinds: none. Counts anew. */
void edge_fault(int kinds, long at, long count, int error)
{
    pthread_mutex_lock(&gate);
    fault_kinds = kinds;
    fault_at = at;
    fault_count = count;
    fault_errno = error;
    calls = 0;
    pthread_mutex_unlock(&gate);
}

/* Calls of the kinds since edge_fault. */
long edge_calls(void) { return calls; }

static int fails(int kind)
{
    if (!(fault_kinds & kind))
        return 0;
    calls++;
    if (calls < fault_at || calls >= fault_at + fault_count)
        return 0;
    errno = fault_errno;
    return 1;
}

static int known_as(int fd) { return fd >= 0 && fd < MOST_FILES ? files[fd].kind : KIND_NONE; }

static int opened(const char *path, int flags, int mode, int (*real)(const char *, int, ...))
{
    const char *name = inside(path);
    if (!name)
        return real(path, flags, mode);
    pthread_mutex_lock(&gate);
    struct stat facts;
    int existed = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    int fd = -1;
    if (!((flags & O_CREAT) && !existed && fails(FAIL_OPEN)))
        fd = real(path, flags, mode);
    if (fd >= 0 && fd < MOST_FILES && fstat(fd, &facts) == 0) {
        files[fd].kind = strcmp(name, "marks") == 0 ? KIND_MARKS : S_ISDIR(facts.st_mode) ? KIND_FOLDER : KIND_FILE;
        files[fd].file = facts.st_ino;
        if (files[fd].kind == KIND_FILE) {
            record(OP_OPEN, facts.st_ino, !existed, name, strlen(name));
            if (existed && (flags & O_TRUNC))
                record(OP_TRUNCATE, facts.st_ino, 0, NULL, 0);
        }
    }
    pthread_mutex_unlock(&gate);
    return fd;
}

static int mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0; }

int open(const char *path, int flags, ...)
{
    REAL(int, "open", const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    int mode = mode_of(flags, rest);
    va_end(rest);
    return opened(path, flags, mode, real);
}

int open64(const char *path, int flags, ...)
{
    REAL(int, "open64", const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    int mode = mode_of(flags, rest);
    va_end(rest);
    return opened(path, flags, mode, real);
}

int close(int fd)
{
    REAL(int, "close", int);
    if (known_as(fd)) {
        pthread_mutex_lock(&gate);
        files[fd].kind = KIND_NONE;
        pthread_mutex_unlock(&gate);
    }
    return real(fd);
}

/* A write that fails has left half of its bytes, as on a disk that fills up in its midst. */
static ssize_t written(int fd, const void *bytes, size_t count, off64_t offset, int at_offset)
{
    int kind = known_as(fd);
    if (kind == KIND_NONE)
        return at_offset ? syscall(SYS_pwrite64, fd, bytes, count, offset) : syscall(SYS_write, fd, bytes, count);
    pthread_mutex_lock(&gate);
    int failed = kind == KIND_FILE && fails(FAIL_WRITE);
    int error = errno;
    if (!at_offset)
        offset = lseek64(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    size_t wanted = failed ? count / 2 : count;
    ssize_t done = at_offset ? syscall(SYS_pwrite64, fd, bytes, wanted, offset) : syscall(SYS_write, fd, bytes, wanted);
    if (done > 0)
        record(kind == KIND_MARKS ? OP_MARK : OP_WRITE, files[fd].file, (uint64_t)offset, bytes, (size_t)done);
    if (failed) {
        errno = error;
        done = -1;
    }
    pthread_mutex_unlock(&gate);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) { return written(fd, bytes, count, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return written(fd, bytes, count, offset, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return written(fd, bytes, count, offset, 1); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = written(fd, parts[i].iov_base, parts[i].iov_len, offset + all, 1);
        if (done < 0)
            return all ? all : done;
        all += done;
    }
    return all;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }

int ftruncate64(int fd, off64_t length)
{
    if (known_as(fd) != KIND_FILE)
        return (int)syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&gate);
    int failed = fails(FAIL_TRUNCATE) ? -1 : (int)syscall(SYS_ftruncate, fd, length);
    if (!failed)
        record(OP_TRUNCATE, files[fd].file, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&gate);
    return failed;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* What another thread writes while the disk flushes is not covered: hence the two records. */
static int synced(int fd, int (*real)(int))
{
    int kind = known_as(fd);
    if (kind != KIND_FILE && kind != KIND_FOLDER)
        return real(fd);
    pthread_mutex_lock(&gate);
    int failed = fails(FAIL_SYNC) ? -1 : 0;
    uint64_t file = files[fd].file, sync = ++syncs;
    if (!failed)
        record(OP_SYNC_BEGIN, file, sync, NULL, 0);
    pthread_mutex_unlock(&gate);
    if (failed || real(fd) != 0)
        return -1;
    pthread_mutex_lock(&gate);
    record(OP_SYNC_END, file, sync, NULL, 0);
    pthread_mutex_unlock(&gate);
    return 0;
}

int fsync(int fd) { REAL(int, "fsync", int); return synced(fd, real); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return synced(fd, real); }

static int renamed(int op, const char *from, const char *to, int (*real)(const char *, const char *))
{
    const char *one = inside(from), *two = inside(to);
    if (!one || !two)
        return real(from, to);
    pthread_mutex_lock(&gate);
    int failed = fails(FAIL_NAME) ? -1 : real(from, to);
    if (!failed) {
        char both[8192];
        int length = snprintf(both, sizeof both, "%s\n%s", one, two);
        record(op, 0, 0, both, (size_t)length);
    }
    pthread_mutex_unlock(&gate);
    return failed;
}

int rename(const char *from, const char *to) { REAL(int, "rename", const char *, const char *); return renamed(OP_RENAME, from, to, real); }
int link(const char *from, const char *to) { REAL(int, "link", const char *, const char *); return renamed(OP_LINK, from, to, real); }

static int changed(int op, const char *path, int result)
{
    if (result == 0)
        record(op, 0, 0, inside(path), strlen(inside(path)));
    return result;
}

int unlink(const char *path)
{
    REAL(int, "unlink", const char *);
    if (!inside(path))
        return real(path);
    pthread_mutex_lock(&gate);
    int result = changed(OP_UNLINK, path, fails(FAIL_NAME) ? -1 : real(path));
    pthread_mutex_unlock(&gate);
    return result;
}

int mkdir(const char *path, mode_t mode)
{
    REAL(int, "mkdir", const char *, mode_t);
    if (!inside(path))
        return real(path, mode);
    pthread_mutex_lock(&gate);
    int result = changed(OP_MKDIR, path, fails(FAIL_OPEN) ? -1 : real(path, mode));
    pthread_mutex_unlock(&gate);
    return result;
}
