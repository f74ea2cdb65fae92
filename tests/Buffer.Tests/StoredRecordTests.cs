using EdgeAgent.Buffer;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Buffer;

public sealed class StoredRecordTests
{
    [Fact]
    public void A_routine_window_takes_at_most_150_bytes() =>
        Assert.InRange(StoredRecord.Write(SummaryClass.Routine, 123_456_789, 123_456_789, TestSummaries.Window(7)).Length, 60, 150);
}
