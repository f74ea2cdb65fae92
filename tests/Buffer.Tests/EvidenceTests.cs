using EdgeAgent.Buffer.Evidence;
using EdgeAgent.Core.Time;
using EdgeAgent.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EdgeAgent.Tests.Buffer;

/// <summary>Pictures are kept as long as they may be, and no longer.</summary>
public sealed class EvidenceTests : IDisposable
{
    private const long HourMs = 3_600_000;
    private readonly TempFolder _folder = new();
    private readonly StepClock _clock = new();

    private string Folder => _folder["evidence"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_made_before_the_first_picture_and_the_owner_alone_may_read()
    {
        var store = Open();
        store.Tend();
        Assert.Empty(store.List());
        Assert.False(Directory.Exists(Folder));
        Keep(store, "lane", HourMs);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.All(Directory.GetFiles(Folder), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        var item = Assert.Single(store.List());
        Assert.Equal((1L, "lane", "yard.loitering", 3L, HourMs), (item.Number, item.Camera, item.Point, item.Bytes, item.LeftMs));
        Assert.Equal([1, 2, 3], store.Read(1));
        Assert.Null(store.Read(2));
    }

    [Fact]
    public void Running_time_ends_it_also_over_restarts_and_with_a_clock_that_is_wrong()
    {
        _clock.Clock = ClockQuality.Unsynced;
        var store = Open();
        Keep(store, "lane", HourMs);
        Advance(store, HourMs / 2);
        _clock.UtcMs -= 400 * 24 * HourMs;
        store = Open();
        Assert.Equal(HourMs / 2.0, Assert.Single(store.List()).LeftMs, EvidenceStore.NoteMs);
        Advance(store, (HourMs / 2) + EvidenceStore.NoteMs);
        Assert.Empty(store.List());
        Assert.Null(store.Read(1));
        Assert.Equal(["running"], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_clock_that_is_right_ends_it_too_when_the_gateway_was_off_for_long()
    {
        _clock.Clock = ClockQuality.Ntp;
        Keep(Open(), "lane", HourMs);
        _clock.UtcMs += 2 * HourMs;
        Assert.Empty(Open().List());
    }

    [Fact]
    public void Numbers_are_not_given_again()
    {
        var store = Open();
        Keep(store, "lane", 60_000);
        Advance(store, 120_000);
        Assert.Empty(store.List());
        store = Open();
        Keep(store, "lane", HourMs);
        Assert.Equal(2, Assert.Single(store.List()).Number);
    }

    [Fact]
    public void The_oldest_goes_when_there_are_too_many_bytes()
    {
        var store = Open();
        var large = new byte[EvidenceStore.BudgetBytes / 4];
        for (var i = 0; i < 6; i++)
        {
            store.Keep("lane", "yard.loitering", large, HourMs, _clock.Read());
        }

        Assert.Equal([3L, 4, 5, 6], store.List().Select(i => i.Number));
        Assert.Equal(5, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public void Foreign_and_broken_files_do_not_disturb()
    {
        Directory.CreateDirectory(Folder);
        foreach (var name in (string[])["1-2-3~lane~x.jpg", "a-1-1-1-1~lane~x.jpg", "1-1-99-1-1~lane~x.jpg", "x.jpg", "1-1-1-1-1~~x.jpg", "99999999999999999999-1-1-1-1~lane~x.jpg"])
        {
            File.WriteAllText(Path.Combine(Folder, name), "");
        }

        File.WriteAllText(Path.Combine(Folder, "running"), "\0\0\0");
        var store = Open();
        Assert.Empty(store.List());
        Keep(store, "lane", HourMs);
        Assert.Single(store.List());
    }

    [Fact]
    public void What_cannot_be_kept_is_told_and_not_thrown()
    {
        File.WriteAllText(Folder, "a file where the folder should be");
        var store = Open();
        Keep(store, "lane", HourMs);
        Assert.Empty(store.List());
    }

    private EvidenceStore Open() => new(Folder, _clock, NullLogger.Instance);

    private void Keep(EvidenceStore store, string camera, long keepMs) => store.Keep(camera, "yard.loitering", [1, 2, 3], keepMs, _clock.Read());

    private sealed class StepClock : IEdgeClock
    {
        public uint Boot => 1;

        public long MonoNs { get; set; } = 5_000_000_000;

        public long UtcMs { get; set; } = 1_790_000_000_000;

        public ClockQuality Clock { get; set; } = ClockQuality.Ntp;

        public Now Read() => new(MonoNs, UtcMs, Clock);
    }

    // As the agent does: a look every minute.
    private void Advance(EvidenceStore store, long ms)
    {
        for (var gone = 0L; gone < ms; gone += EvidenceStore.NoteMs)
        {
            _clock.MonoNs += EvidenceStore.NoteMs * 1_000_000;
            _clock.UtcMs += EvidenceStore.NoteMs;
            store.Tend();
        }
    }
}
