/* Bare SQLite: append PATH BATCH BYTES SECONDS. Inserts records of BYTES bytes, BATCH in a transaction, with a write-ahead log and synchronous=FULL,
   and prints records per second. count PATH: opens, counts, prints milliseconds and the count. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + ((double)t.tv_nsec / 1e9);
}

static void run(sqlite3 *db, const char *sql)
{
    char *error = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, error);
        exit(1);
    }
}

static sqlite3 *open_db(const char *path)
{
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(db));
        exit(1);
    }
    return db;
}

static int append(const char *path, int batch, int bytes, double seconds)
{
    sqlite3 *db = open_db(path);
    run(db, "PRAGMA auto_vacuum = INCREMENTAL");
    run(db, "PRAGMA journal_mode = WAL");
    run(db, "PRAGMA synchronous = FULL");
    run(db, "PRAGMA cache_size = -1024");
    run(db, "PRAGMA wal_autocheckpoint = 256");
    run(db, "CREATE TABLE records(id INTEGER PRIMARY KEY, v BLOB NOT NULL)");
    sqlite3_stmt *insert;
    if (sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO records(id, v) VALUES(?, ?)", -1, &insert, NULL) != SQLITE_OK) {
        return 1;
    }

    char *value = malloc((size_t)bytes);
    sqlite3_int64 id = 0;
    double begun = now(), until = begun + seconds;
    while (now() < until) {
        run(db, "BEGIN IMMEDIATE");
        for (int i = 0; i < batch; i++) {
            memset(value, (int)(id & 0x7f), (size_t)bytes);
            sqlite3_bind_int64(insert, 1, ++id);
            sqlite3_bind_blob(insert, 2, value, bytes, SQLITE_STATIC);
            if (sqlite3_step(insert) != SQLITE_DONE) {
                fprintf(stderr, "%s\n", sqlite3_errmsg(db));
                return 1;
            }
            sqlite3_reset(insert);
        }
        run(db, "COMMIT");
    }

    printf("%.1f\n", (double)id / (now() - begun));
    return 0;
}

static int count(const char *path)
{
    double begun = now();
    sqlite3 *db = open_db(path);
    sqlite3_stmt *query;
    if (sqlite3_prepare_v2(db, "SELECT max(id) FROM records", -1, &query, NULL) != SQLITE_OK || sqlite3_step(query) != SQLITE_ROW) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        return 1;
    }

    printf("%.3f\n", (now() - begun) * 1e3);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "append") == 0) {
        return append(argv[2], atoi(argv[3]), atoi(argv[4]), atof(argv[5]));
    }
    return argc == 3 && strcmp(argv[1], "count") == 0 ? count(argv[2]) : 2;
}
