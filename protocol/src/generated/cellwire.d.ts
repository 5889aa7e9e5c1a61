import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace cellwire. */
export namespace cellwire {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an OrderKey.
         * @deprecated Use cellwire.v1.OrderKey.$Properties instead.
         */
        interface IOrderKey extends cellwire.v1.OrderKey.$Properties {
        }

        /** Represents an OrderKey. */
        class OrderKey {

            /**
             * Constructs a new OrderKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.OrderKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OrderKey term. */
            term: number;

            /** OrderKey n. */
            n: number;

            /**
             * Encodes the specified OrderKey message. Does not implicitly {@link cellwire.v1.OrderKey.verify|verify} messages.
             * @param message OrderKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.OrderKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OrderKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.OrderKey & cellwire.v1.OrderKey.$Shape} OrderKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.OrderKey & cellwire.v1.OrderKey.$Shape;
        }

        namespace OrderKey {

            /** Properties of an OrderKey. */
            interface $Properties {

                /** OrderKey term */
                term?: (number|null);

                /** OrderKey n */
                n?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OrderKey. */
            type $Shape = cellwire.v1.OrderKey.$Properties;
        }

        /**
         * Properties of a DeviceHeader.
         * @deprecated Use cellwire.v1.DeviceHeader.$Properties instead.
         */
        interface IDeviceHeader extends cellwire.v1.DeviceHeader.$Properties {
        }

        /** Represents a DeviceHeader. */
        class DeviceHeader {

            /**
             * Constructs a new DeviceHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.DeviceHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceHeader user. */
            user: string;

            /** DeviceHeader device. */
            device: string;

            /** DeviceHeader header. */
            header: Uint8Array;

            /**
             * Encodes the specified DeviceHeader message. Does not implicitly {@link cellwire.v1.DeviceHeader.verify|verify} messages.
             * @param message DeviceHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.DeviceHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.DeviceHeader & cellwire.v1.DeviceHeader.$Shape} DeviceHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.DeviceHeader & cellwire.v1.DeviceHeader.$Shape;
        }

        namespace DeviceHeader {

            /** Properties of a DeviceHeader. */
            interface $Properties {

                /** DeviceHeader user */
                user?: (string|null);

                /** DeviceHeader device */
                device?: (string|null);

                /** DeviceHeader header */
                header?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceHeader. */
            type $Shape = cellwire.v1.DeviceHeader.$Properties;
        }

        /**
         * Properties of a ClientMessage.
         * @deprecated Use cellwire.v1.ClientMessage.$Properties instead.
         */
        interface IClientMessage extends cellwire.v1.ClientMessage.$Properties {
        }

        /** Represents a ClientMessage. */
        class ClientMessage {

            /**
             * Constructs a new ClientMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ClientMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientMessage frames. */
            frames: cellwire.v1.ClientFrame.$Properties[];

            /**
             * Encodes the specified ClientMessage message. Does not implicitly {@link cellwire.v1.ClientMessage.verify|verify} messages.
             * @param message ClientMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ClientMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ClientMessage & cellwire.v1.ClientMessage.$Shape} ClientMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ClientMessage & cellwire.v1.ClientMessage.$Shape;
        }

        namespace ClientMessage {

            /** Properties of a ClientMessage. */
            interface $Properties {

                /** ClientMessage frames */
                frames?: (cellwire.v1.ClientFrame.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientMessage. */
            type $Shape = {
              frames?: cellwire.v1.ClientFrame.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a ServerMessage.
         * @deprecated Use cellwire.v1.ServerMessage.$Properties instead.
         */
        interface IServerMessage extends cellwire.v1.ServerMessage.$Properties {
        }

        /** Represents a ServerMessage. */
        class ServerMessage {

            /**
             * Constructs a new ServerMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ServerMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ServerMessage frames. */
            frames: cellwire.v1.ServerFrame.$Properties[];

            /**
             * Encodes the specified ServerMessage message. Does not implicitly {@link cellwire.v1.ServerMessage.verify|verify} messages.
             * @param message ServerMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ServerMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ServerMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ServerMessage & cellwire.v1.ServerMessage.$Shape} ServerMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ServerMessage & cellwire.v1.ServerMessage.$Shape;
        }

        namespace ServerMessage {

            /** Properties of a ServerMessage. */
            interface $Properties {

                /** ServerMessage frames */
                frames?: (cellwire.v1.ServerFrame.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ServerMessage. */
            type $Shape = {
              frames?: cellwire.v1.ServerFrame.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a ClientFrame.
         * @deprecated Use cellwire.v1.ClientFrame.$Properties instead.
         */
        interface IClientFrame extends cellwire.v1.ClientFrame.$Properties {
        }

        /** Represents a ClientFrame. */
        class ClientFrame {

            /**
             * Constructs a new ClientFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ClientFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientFrame hello. */
            hello?: (cellwire.v1.Hello.$Properties|null);

            /** ClientFrame send. */
            send?: (cellwire.v1.Send.$Properties|null);

            /** ClientFrame fetch. */
            fetch?: (cellwire.v1.Fetch.$Properties|null);

            /** ClientFrame cursors. */
            cursors?: (cellwire.v1.CursorUpdate.$Properties|null);

            /** ClientFrame ping. */
            ping?: (cellwire.v1.Ping.$Properties|null);

            /** ClientFrame request. */
            request?: (cellwire.v1.Request.$Properties|null);

            /** ClientFrame typing. */
            typing?: (cellwire.v1.Typing.$Properties|null);

            /** ClientFrame body. */
            body?: ("hello"|"send"|"fetch"|"cursors"|"ping"|"request"|"typing");

            /**
             * Encodes the specified ClientFrame message. Does not implicitly {@link cellwire.v1.ClientFrame.verify|verify} messages.
             * @param message ClientFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ClientFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ClientFrame & cellwire.v1.ClientFrame.$Shape} ClientFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ClientFrame & cellwire.v1.ClientFrame.$Shape;
        }

        namespace ClientFrame {

            /** Properties of a ClientFrame. */
            interface $Properties {

                /** ClientFrame hello */
                hello?: (cellwire.v1.Hello.$Properties|null);

                /** ClientFrame send */
                send?: (cellwire.v1.Send.$Properties|null);

                /** ClientFrame fetch */
                fetch?: (cellwire.v1.Fetch.$Properties|null);

                /** ClientFrame cursors */
                cursors?: (cellwire.v1.CursorUpdate.$Properties|null);

                /** ClientFrame ping */
                ping?: (cellwire.v1.Ping.$Properties|null);

                /** ClientFrame request */
                request?: (cellwire.v1.Request.$Properties|null);

                /** ClientFrame typing */
                typing?: (cellwire.v1.Typing.$Properties|null);

                /** ClientFrame body */
                body?: ("hello"|"send"|"fetch"|"cursors"|"ping"|"request"|"typing");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a ClientFrame. */
            type $Shape = {
              hello?: cellwire.v1.Hello.$Shape|null;
              send?: cellwire.v1.Send.$Shape|null;
              fetch?: cellwire.v1.Fetch.$Shape|null;
              cursors?: cellwire.v1.CursorUpdate.$Shape|null;
              ping?: cellwire.v1.Ping.$Shape|null;
              request?: cellwire.v1.Request.$Shape|null;
              typing?: cellwire.v1.Typing.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; hello?: null; send?: null; fetch?: null; cursors?: null; ping?: null; request?: null; typing?: null }|{ body?: "hello"; hello: cellwire.v1.Hello.$Shape; send?: null; fetch?: null; cursors?: null; ping?: null; request?: null; typing?: null }|{ body?: "send"; hello?: null; send: cellwire.v1.Send.$Shape; fetch?: null; cursors?: null; ping?: null; request?: null; typing?: null }|{ body?: "fetch"; hello?: null; send?: null; fetch: cellwire.v1.Fetch.$Shape; cursors?: null; ping?: null; request?: null; typing?: null }|{ body?: "cursors"; hello?: null; send?: null; fetch?: null; cursors: cellwire.v1.CursorUpdate.$Shape; ping?: null; request?: null; typing?: null }|{ body?: "ping"; hello?: null; send?: null; fetch?: null; cursors?: null; ping: cellwire.v1.Ping.$Shape; request?: null; typing?: null }|{ body?: "request"; hello?: null; send?: null; fetch?: null; cursors?: null; ping?: null; request: cellwire.v1.Request.$Shape; typing?: null }|{ body?: "typing"; hello?: null; send?: null; fetch?: null; cursors?: null; ping?: null; request?: null; typing: cellwire.v1.Typing.$Shape })
            );
        }

        /**
         * Properties of a ServerFrame.
         * @deprecated Use cellwire.v1.ServerFrame.$Properties instead.
         */
        interface IServerFrame extends cellwire.v1.ServerFrame.$Properties {
        }

        /** Represents a ServerFrame. */
        class ServerFrame {

            /**
             * Constructs a new ServerFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ServerFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ServerFrame welcome. */
            welcome?: (cellwire.v1.Welcome.$Properties|null);

            /** ServerFrame accepted. */
            accepted?: (cellwire.v1.Accepted.$Properties|null);

            /** ServerFrame sequenced. */
            sequenced?: (cellwire.v1.Sequenced.$Properties|null);

            /** ServerFrame refused. */
            refused?: (cellwire.v1.Refused.$Properties|null);

            /** ServerFrame deliver. */
            deliver?: (cellwire.v1.Deliver.$Properties|null);

            /** ServerFrame skip. */
            skip?: (cellwire.v1.Skip.$Properties|null);

            /** ServerFrame heads. */
            heads?: (cellwire.v1.Heads.$Properties|null);

            /** ServerFrame fetched. */
            fetched?: (cellwire.v1.Fetched.$Properties|null);

            /** ServerFrame receipt. */
            receipt?: (cellwire.v1.Receipt.$Properties|null);

            /** ServerFrame caughtUp. */
            caughtUp?: (cellwire.v1.CaughtUp.$Properties|null);

            /** ServerFrame pong. */
            pong?: (cellwire.v1.Pong.$Properties|null);

            /** ServerFrame moved. */
            moved?: (cellwire.v1.Moved.$Properties|null);

            /** ServerFrame reconnectHint. */
            reconnectHint?: (cellwire.v1.ReconnectHint.$Properties|null);

            /** ServerFrame error. */
            error?: (cellwire.v1.Error.$Properties|null);

            /** ServerFrame resumeTicket. */
            resumeTicket?: (cellwire.v1.ResumeTicket.$Properties|null);

            /** ServerFrame response. */
            response?: (cellwire.v1.Response.$Properties|null);

            /** ServerFrame presences. */
            presences?: (cellwire.v1.Presences.$Properties|null);

            /** ServerFrame typing. */
            typing?: (cellwire.v1.Typing.$Properties|null);

            /** ServerFrame privacyChanged. */
            privacyChanged?: (cellwire.v1.PrivacyChanged.$Properties|null);

            /** ServerFrame devicesChanged. */
            devicesChanged?: (cellwire.v1.DevicesChanged.$Properties|null);

            /** ServerFrame prekeysLow. */
            prekeysLow?: (cellwire.v1.PrekeysLow.$Properties|null);

            /** ServerFrame channelPosts. */
            channelPosts?: (cellwire.v1.ChannelPosts.$Properties|null);

            /** ServerFrame channelHead. */
            channelHead?: (cellwire.v1.ChannelHead.$Properties|null);

            /** ServerFrame channelsChanged. */
            channelsChanged?: (cellwire.v1.ChannelsChanged.$Properties|null);

            /** ServerFrame settingsChanged. */
            settingsChanged?: (cellwire.v1.SettingsChanged.$Properties|null);

            /** ServerFrame body. */
            body?: ("welcome"|"accepted"|"sequenced"|"refused"|"deliver"|"skip"|"heads"|"fetched"|"receipt"|"caughtUp"|"pong"|"moved"|"reconnectHint"|"error"|"resumeTicket"|"response"|"presences"|"typing"|"privacyChanged"|"devicesChanged"|"prekeysLow"|"channelPosts"|"channelHead"|"channelsChanged"|"settingsChanged");

            /**
             * Encodes the specified ServerFrame message. Does not implicitly {@link cellwire.v1.ServerFrame.verify|verify} messages.
             * @param message ServerFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ServerFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ServerFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ServerFrame & cellwire.v1.ServerFrame.$Shape} ServerFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ServerFrame & cellwire.v1.ServerFrame.$Shape;
        }

        namespace ServerFrame {

            /** Properties of a ServerFrame. */
            interface $Properties {

                /** ServerFrame welcome */
                welcome?: (cellwire.v1.Welcome.$Properties|null);

                /** ServerFrame accepted */
                accepted?: (cellwire.v1.Accepted.$Properties|null);

                /** ServerFrame sequenced */
                sequenced?: (cellwire.v1.Sequenced.$Properties|null);

                /** ServerFrame refused */
                refused?: (cellwire.v1.Refused.$Properties|null);

                /** ServerFrame deliver */
                deliver?: (cellwire.v1.Deliver.$Properties|null);

                /** ServerFrame skip */
                skip?: (cellwire.v1.Skip.$Properties|null);

                /** ServerFrame heads */
                heads?: (cellwire.v1.Heads.$Properties|null);

                /** ServerFrame fetched */
                fetched?: (cellwire.v1.Fetched.$Properties|null);

                /** ServerFrame receipt */
                receipt?: (cellwire.v1.Receipt.$Properties|null);

                /** ServerFrame caughtUp */
                caughtUp?: (cellwire.v1.CaughtUp.$Properties|null);

                /** ServerFrame pong */
                pong?: (cellwire.v1.Pong.$Properties|null);

                /** ServerFrame moved */
                moved?: (cellwire.v1.Moved.$Properties|null);

                /** ServerFrame reconnectHint */
                reconnectHint?: (cellwire.v1.ReconnectHint.$Properties|null);

                /** ServerFrame error */
                error?: (cellwire.v1.Error.$Properties|null);

                /** ServerFrame resumeTicket */
                resumeTicket?: (cellwire.v1.ResumeTicket.$Properties|null);

                /** ServerFrame response */
                response?: (cellwire.v1.Response.$Properties|null);

                /** ServerFrame presences */
                presences?: (cellwire.v1.Presences.$Properties|null);

                /** ServerFrame typing */
                typing?: (cellwire.v1.Typing.$Properties|null);

                /** ServerFrame privacyChanged */
                privacyChanged?: (cellwire.v1.PrivacyChanged.$Properties|null);

                /** ServerFrame devicesChanged */
                devicesChanged?: (cellwire.v1.DevicesChanged.$Properties|null);

                /** ServerFrame prekeysLow */
                prekeysLow?: (cellwire.v1.PrekeysLow.$Properties|null);

                /** ServerFrame channelPosts */
                channelPosts?: (cellwire.v1.ChannelPosts.$Properties|null);

                /** ServerFrame channelHead */
                channelHead?: (cellwire.v1.ChannelHead.$Properties|null);

                /** ServerFrame channelsChanged */
                channelsChanged?: (cellwire.v1.ChannelsChanged.$Properties|null);

                /** ServerFrame settingsChanged */
                settingsChanged?: (cellwire.v1.SettingsChanged.$Properties|null);

                /** ServerFrame body */
                body?: ("welcome"|"accepted"|"sequenced"|"refused"|"deliver"|"skip"|"heads"|"fetched"|"receipt"|"caughtUp"|"pong"|"moved"|"reconnectHint"|"error"|"resumeTicket"|"response"|"presences"|"typing"|"privacyChanged"|"devicesChanged"|"prekeysLow"|"channelPosts"|"channelHead"|"channelsChanged"|"settingsChanged");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a ServerFrame. */
            type $Shape = {
              welcome?: cellwire.v1.Welcome.$Shape|null;
              accepted?: cellwire.v1.Accepted.$Shape|null;
              sequenced?: cellwire.v1.Sequenced.$Shape|null;
              refused?: cellwire.v1.Refused.$Shape|null;
              deliver?: cellwire.v1.Deliver.$Shape|null;
              skip?: cellwire.v1.Skip.$Shape|null;
              heads?: cellwire.v1.Heads.$Shape|null;
              fetched?: cellwire.v1.Fetched.$Shape|null;
              receipt?: cellwire.v1.Receipt.$Shape|null;
              caughtUp?: cellwire.v1.CaughtUp.$Shape|null;
              pong?: cellwire.v1.Pong.$Shape|null;
              moved?: cellwire.v1.Moved.$Shape|null;
              reconnectHint?: cellwire.v1.ReconnectHint.$Shape|null;
              error?: cellwire.v1.Error.$Shape|null;
              resumeTicket?: cellwire.v1.ResumeTicket.$Shape|null;
              response?: cellwire.v1.Response.$Shape|null;
              presences?: cellwire.v1.Presences.$Shape|null;
              typing?: cellwire.v1.Typing.$Shape|null;
              privacyChanged?: cellwire.v1.PrivacyChanged.$Shape|null;
              devicesChanged?: cellwire.v1.DevicesChanged.$Shape|null;
              prekeysLow?: cellwire.v1.PrekeysLow.$Shape|null;
              channelPosts?: cellwire.v1.ChannelPosts.$Shape|null;
              channelHead?: cellwire.v1.ChannelHead.$Shape|null;
              channelsChanged?: cellwire.v1.ChannelsChanged.$Shape|null;
              settingsChanged?: cellwire.v1.SettingsChanged.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "welcome"; welcome: cellwire.v1.Welcome.$Shape; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "accepted"; welcome?: null; accepted: cellwire.v1.Accepted.$Shape; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "sequenced"; welcome?: null; accepted?: null; sequenced: cellwire.v1.Sequenced.$Shape; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "refused"; welcome?: null; accepted?: null; sequenced?: null; refused: cellwire.v1.Refused.$Shape; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "deliver"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver: cellwire.v1.Deliver.$Shape; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "skip"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip: cellwire.v1.Skip.$Shape; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "heads"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads: cellwire.v1.Heads.$Shape; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "fetched"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched: cellwire.v1.Fetched.$Shape; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "receipt"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt: cellwire.v1.Receipt.$Shape; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "caughtUp"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp: cellwire.v1.CaughtUp.$Shape; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "pong"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong: cellwire.v1.Pong.$Shape; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "moved"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved: cellwire.v1.Moved.$Shape; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "reconnectHint"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint: cellwire.v1.ReconnectHint.$Shape; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "error"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error: cellwire.v1.Error.$Shape; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "resumeTicket"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket: cellwire.v1.ResumeTicket.$Shape; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "response"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response: cellwire.v1.Response.$Shape; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "presences"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences: cellwire.v1.Presences.$Shape; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "typing"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing: cellwire.v1.Typing.$Shape; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "privacyChanged"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged: cellwire.v1.PrivacyChanged.$Shape; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "devicesChanged"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged: cellwire.v1.DevicesChanged.$Shape; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "prekeysLow"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow: cellwire.v1.PrekeysLow.$Shape; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "channelPosts"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts: cellwire.v1.ChannelPosts.$Shape; channelHead?: null; channelsChanged?: null; settingsChanged?: null }|{ body?: "channelHead"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead: cellwire.v1.ChannelHead.$Shape; channelsChanged?: null; settingsChanged?: null }|{ body?: "channelsChanged"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged: cellwire.v1.ChannelsChanged.$Shape; settingsChanged?: null }|{ body?: "settingsChanged"; welcome?: null; accepted?: null; sequenced?: null; refused?: null; deliver?: null; skip?: null; heads?: null; fetched?: null; receipt?: null; caughtUp?: null; pong?: null; moved?: null; reconnectHint?: null; error?: null; resumeTicket?: null; response?: null; presences?: null; typing?: null; privacyChanged?: null; devicesChanged?: null; prekeysLow?: null; channelPosts?: null; channelHead?: null; channelsChanged?: null; settingsChanged: cellwire.v1.SettingsChanged.$Shape })
            );
        }

        /**
         * Properties of a Hello.
         * @deprecated Use cellwire.v1.Hello.$Properties instead.
         */
        interface IHello extends cellwire.v1.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hello versionMin. */
            versionMin: number;

            /** Hello versionMax. */
            versionMax: number;

            /** Hello features. */
            features: string[];

            /** Hello ticket. */
            ticket: string;

            /** Hello storeId. */
            storeId: string;

            /** Hello refusalsThrough. */
            refusalsThrough: number;

            /** Hello client. */
            client: string;

            /** Hello headsSinceMs. */
            headsSinceMs: number;

            /**
             * Encodes the specified Hello message. Does not implicitly {@link cellwire.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Hello & cellwire.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Hello & cellwire.v1.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Hello versionMin */
                versionMin?: (number|null);

                /** Hello versionMax */
                versionMax?: (number|null);

                /** Hello features */
                features?: (string[]|null);

                /** Hello ticket */
                ticket?: (string|null);

                /** Hello storeId */
                storeId?: (string|null);

                /** Hello refusalsThrough */
                refusalsThrough?: (number|null);

                /** Hello client */
                client?: (string|null);

                /** Hello headsSinceMs */
                headsSinceMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = cellwire.v1.Hello.$Properties;
        }

        /**
         * Properties of a Welcome.
         * @deprecated Use cellwire.v1.Welcome.$Properties instead.
         */
        interface IWelcome extends cellwire.v1.Welcome.$Properties {
        }

        /** Represents a Welcome. */
        class Welcome {

            /**
             * Constructs a new Welcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Welcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Welcome version. */
            version: number;

            /** Welcome features. */
            features: string[];

            /** Welcome cell. */
            cell: string;

            /** Welcome user. */
            user: string;

            /** Welcome device. */
            device: string;

            /** Welcome connectionEpoch. */
            connectionEpoch: number;

            /** Welcome serverTimeMs. */
            serverTimeMs: number;

            /** Welcome limits. */
            limits?: (cellwire.v1.Limits.$Properties|null);

            /** Welcome resumeTicket. */
            resumeTicket: string;

            /** Welcome resumeTicketExpiresMs. */
            resumeTicketExpiresMs: number;

            /** Welcome storeReset. */
            storeReset: boolean;

            /** Welcome refusalsThrough. */
            refusalsThrough: number;

            /** Welcome storageGeneration. */
            storageGeneration: number;

            /** Welcome storageWholeUntilMs. */
            storageWholeUntilMs: number;

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link cellwire.v1.Welcome.verify|verify} messages.
             * @param message Welcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Welcome & cellwire.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Welcome & cellwire.v1.Welcome.$Shape;
        }

        namespace Welcome {

            /** Properties of a Welcome. */
            interface $Properties {

                /** Welcome version */
                version?: (number|null);

                /** Welcome features */
                features?: (string[]|null);

                /** Welcome cell */
                cell?: (string|null);

                /** Welcome user */
                user?: (string|null);

                /** Welcome device */
                device?: (string|null);

                /** Welcome connectionEpoch */
                connectionEpoch?: (number|null);

                /** Welcome serverTimeMs */
                serverTimeMs?: (number|null);

                /** Welcome limits */
                limits?: (cellwire.v1.Limits.$Properties|null);

                /** Welcome resumeTicket */
                resumeTicket?: (string|null);

                /** Welcome resumeTicketExpiresMs */
                resumeTicketExpiresMs?: (number|null);

                /** Welcome storeReset */
                storeReset?: (boolean|null);

                /** Welcome refusalsThrough */
                refusalsThrough?: (number|null);

                /** Welcome storageGeneration */
                storageGeneration?: (number|null);

                /** Welcome storageWholeUntilMs */
                storageWholeUntilMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Welcome. */
            type $Shape = cellwire.v1.Welcome.$Properties;
        }

        /**
         * Properties of a Limits.
         * @deprecated Use cellwire.v1.Limits.$Properties instead.
         */
        interface ILimits extends cellwire.v1.Limits.$Properties {
        }

        /** Represents a Limits. */
        class Limits {

            /**
             * Constructs a new Limits.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Limits.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Limits contentBytesMax. */
            contentBytesMax: number;

            /** Limits frameBytesMax. */
            frameBytesMax: number;

            /** Limits unacknowledgedMax. */
            unacknowledgedMax: number;

            /** Limits fetchMessagesMax. */
            fetchMessagesMax: number;

            /** Limits clockAheadMsMax. */
            clockAheadMsMax: number;

            /** Limits clockBehindMsMax. */
            clockBehindMsMax: number;

            /** Limits pingIntervalMs. */
            pingIntervalMs: number;

            /**
             * Encodes the specified Limits message. Does not implicitly {@link cellwire.v1.Limits.verify|verify} messages.
             * @param message Limits message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Limits.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Limits message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Limits & cellwire.v1.Limits.$Shape} Limits
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Limits & cellwire.v1.Limits.$Shape;
        }

        namespace Limits {

            /** Properties of a Limits. */
            interface $Properties {

                /** Limits contentBytesMax */
                contentBytesMax?: (number|null);

                /** Limits frameBytesMax */
                frameBytesMax?: (number|null);

                /** Limits unacknowledgedMax */
                unacknowledgedMax?: (number|null);

                /** Limits fetchMessagesMax */
                fetchMessagesMax?: (number|null);

                /** Limits clockAheadMsMax */
                clockAheadMsMax?: (number|null);

                /** Limits clockBehindMsMax */
                clockBehindMsMax?: (number|null);

                /** Limits pingIntervalMs */
                pingIntervalMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Limits. */
            type $Shape = cellwire.v1.Limits.$Properties;
        }

        /**
         * Properties of a Send.
         * @deprecated Use cellwire.v1.Send.$Properties instead.
         */
        interface ISend extends cellwire.v1.Send.$Properties {
        }

        /** Represents a Send. */
        class Send {

            /**
             * Constructs a new Send.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Send.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Send messageId. */
            messageId: Uint8Array;

            /** Send conversation. */
            conversation: Uint8Array;

            /** Send peer. */
            peer: string;

            /** Send content. */
            content: Uint8Array;

            /** Send headers. */
            headers: cellwire.v1.DeviceHeader.$Properties[];

            /** Send traceparent. */
            traceparent: string;

            /** Send listVersions. */
            listVersions: cellwire.v1.ListVersion.$Properties[];

            /** Send group. */
            group: string;

            /** Send kind. */
            kind: number;

            /**
             * Encodes the specified Send message. Does not implicitly {@link cellwire.v1.Send.verify|verify} messages.
             * @param message Send message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Send.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Send message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Send & cellwire.v1.Send.$Shape} Send
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Send & cellwire.v1.Send.$Shape;
        }

        namespace Send {

            /** Properties of a Send. */
            interface $Properties {

                /** Send messageId */
                messageId?: (Uint8Array|null);

                /** Send conversation */
                conversation?: (Uint8Array|null);

                /** Send peer */
                peer?: (string|null);

                /** Send content */
                content?: (Uint8Array|null);

                /** Send headers */
                headers?: (cellwire.v1.DeviceHeader.$Properties[]|null);

                /** Send traceparent */
                traceparent?: (string|null);

                /** Send listVersions */
                listVersions?: (cellwire.v1.ListVersion.$Properties[]|null);

                /** Send group */
                group?: (string|null);

                /** Send kind */
                kind?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Send. */
            type $Shape = cellwire.v1.Send.$Properties;
        }

        /** MessageKind enum. */
        enum MessageKind {

            /** CONTENT value */
            CONTENT = 0,

            /** GROUP_CHANGE value */
            GROUP_CHANGE = 1
        }

        /**
         * Properties of an Accepted.
         * @deprecated Use cellwire.v1.Accepted.$Properties instead.
         */
        interface IAccepted extends cellwire.v1.Accepted.$Properties {
        }

        /** Represents an Accepted. */
        class Accepted {

            /**
             * Constructs a new Accepted.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Accepted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Accepted messageId. */
            messageId: Uint8Array;

            /** Accepted conversation. */
            conversation: Uint8Array;

            /** Accepted key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /** Accepted acceptedAtMs. */
            acceptedAtMs: number;

            /**
             * Encodes the specified Accepted message. Does not implicitly {@link cellwire.v1.Accepted.verify|verify} messages.
             * @param message Accepted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Accepted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Accepted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Accepted & cellwire.v1.Accepted.$Shape} Accepted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Accepted & cellwire.v1.Accepted.$Shape;
        }

        namespace Accepted {

            /** Properties of an Accepted. */
            interface $Properties {

                /** Accepted messageId */
                messageId?: (Uint8Array|null);

                /** Accepted conversation */
                conversation?: (Uint8Array|null);

                /** Accepted key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** Accepted acceptedAtMs */
                acceptedAtMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Accepted. */
            type $Shape = cellwire.v1.Accepted.$Properties;
        }

        /**
         * Properties of a Sequenced.
         * @deprecated Use cellwire.v1.Sequenced.$Properties instead.
         */
        interface ISequenced extends cellwire.v1.Sequenced.$Properties {
        }

        /** Represents a Sequenced. */
        class Sequenced {

            /**
             * Constructs a new Sequenced.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Sequenced.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Sequenced messageId. */
            messageId: Uint8Array;

            /** Sequenced conversation. */
            conversation: Uint8Array;

            /** Sequenced key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified Sequenced message. Does not implicitly {@link cellwire.v1.Sequenced.verify|verify} messages.
             * @param message Sequenced message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Sequenced.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Sequenced message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Sequenced & cellwire.v1.Sequenced.$Shape} Sequenced
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Sequenced & cellwire.v1.Sequenced.$Shape;
        }

        namespace Sequenced {

            /** Properties of a Sequenced. */
            interface $Properties {

                /** Sequenced messageId */
                messageId?: (Uint8Array|null);

                /** Sequenced conversation */
                conversation?: (Uint8Array|null);

                /** Sequenced key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Sequenced. */
            type $Shape = cellwire.v1.Sequenced.$Properties;
        }

        /**
         * Properties of a Refused.
         * @deprecated Use cellwire.v1.Refused.$Properties instead.
         */
        interface IRefused extends cellwire.v1.Refused.$Properties {
        }

        /** Represents a Refused. */
        class Refused {

            /**
             * Constructs a new Refused.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Refused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Refused messageId. */
            messageId: Uint8Array;

            /** Refused conversation. */
            conversation: Uint8Array;

            /** Refused code. */
            code: string;

            /** Refused revision. */
            revision: number;

            /**
             * Encodes the specified Refused message. Does not implicitly {@link cellwire.v1.Refused.verify|verify} messages.
             * @param message Refused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Refused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Refused & cellwire.v1.Refused.$Shape} Refused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Refused & cellwire.v1.Refused.$Shape;
        }

        namespace Refused {

            /** Properties of a Refused. */
            interface $Properties {

                /** Refused messageId */
                messageId?: (Uint8Array|null);

                /** Refused conversation */
                conversation?: (Uint8Array|null);

                /** Refused code */
                code?: (string|null);

                /** Refused revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Refused. */
            type $Shape = cellwire.v1.Refused.$Properties;
        }

        /**
         * Properties of a Deliver.
         * @deprecated Use cellwire.v1.Deliver.$Properties instead.
         */
        interface IDeliver extends cellwire.v1.Deliver.$Properties {
        }

        /** Represents a Deliver. */
        class Deliver {

            /**
             * Constructs a new Deliver.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Deliver.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Deliver conversation. */
            conversation: Uint8Array;

            /** Deliver key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /** Deliver messageId. */
            messageId: Uint8Array;

            /** Deliver sender. */
            sender: string;

            /** Deliver senderDevice. */
            senderDevice: string;

            /** Deliver recipient. */
            recipient: string;

            /** Deliver content. */
            content: Uint8Array;

            /** Deliver acceptedAtMs. */
            acceptedAtMs: number;

            /** Deliver header. */
            header: Uint8Array;

            /** Deliver traceparent. */
            traceparent: string;

            /** Deliver group. */
            group: string;

            /** Deliver kind. */
            kind: number;

            /**
             * Encodes the specified Deliver message. Does not implicitly {@link cellwire.v1.Deliver.verify|verify} messages.
             * @param message Deliver message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Deliver.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Deliver message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Deliver & cellwire.v1.Deliver.$Shape} Deliver
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Deliver & cellwire.v1.Deliver.$Shape;
        }

        namespace Deliver {

            /** Properties of a Deliver. */
            interface $Properties {

                /** Deliver conversation */
                conversation?: (Uint8Array|null);

                /** Deliver key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** Deliver messageId */
                messageId?: (Uint8Array|null);

                /** Deliver sender */
                sender?: (string|null);

                /** Deliver senderDevice */
                senderDevice?: (string|null);

                /** Deliver recipient */
                recipient?: (string|null);

                /** Deliver content */
                content?: (Uint8Array|null);

                /** Deliver acceptedAtMs */
                acceptedAtMs?: (number|null);

                /** Deliver header */
                header?: (Uint8Array|null);

                /** Deliver traceparent */
                traceparent?: (string|null);

                /** Deliver group */
                group?: (string|null);

                /** Deliver kind */
                kind?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Deliver. */
            type $Shape = cellwire.v1.Deliver.$Properties;
        }

        /**
         * Properties of a Skip.
         * @deprecated Use cellwire.v1.Skip.$Properties instead.
         */
        interface ISkip extends cellwire.v1.Skip.$Properties {
        }

        /** Represents a Skip. */
        class Skip {

            /**
             * Constructs a new Skip.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Skip.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Skip conversation. */
            conversation: Uint8Array;

            /** Skip from. */
            from?: (cellwire.v1.OrderKey.$Properties|null);

            /** Skip to. */
            to?: (cellwire.v1.OrderKey.$Properties|null);

            /** Skip reason. */
            reason: string;

            /**
             * Encodes the specified Skip message. Does not implicitly {@link cellwire.v1.Skip.verify|verify} messages.
             * @param message Skip message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Skip.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Skip message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Skip & cellwire.v1.Skip.$Shape} Skip
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Skip & cellwire.v1.Skip.$Shape;
        }

        namespace Skip {

            /** Properties of a Skip. */
            interface $Properties {

                /** Skip conversation */
                conversation?: (Uint8Array|null);

                /** Skip from */
                from?: (cellwire.v1.OrderKey.$Properties|null);

                /** Skip to */
                to?: (cellwire.v1.OrderKey.$Properties|null);

                /** Skip reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Skip. */
            type $Shape = cellwire.v1.Skip.$Properties;
        }

        /**
         * Properties of a Heads.
         * @deprecated Use cellwire.v1.Heads.$Properties instead.
         */
        interface IHeads extends cellwire.v1.Heads.$Properties {
        }

        /** Represents a Heads. */
        class Heads {

            /**
             * Constructs a new Heads.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Heads.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heads heads. */
            heads: cellwire.v1.Head.$Properties[];

            /**
             * Encodes the specified Heads message. Does not implicitly {@link cellwire.v1.Heads.verify|verify} messages.
             * @param message Heads message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Heads.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heads message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Heads & cellwire.v1.Heads.$Shape} Heads
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Heads & cellwire.v1.Heads.$Shape;
        }

        namespace Heads {

            /** Properties of a Heads. */
            interface $Properties {

                /** Heads heads */
                heads?: (cellwire.v1.Head.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heads. */
            type $Shape = cellwire.v1.Heads.$Properties;
        }

        /**
         * Properties of a Head.
         * @deprecated Use cellwire.v1.Head.$Properties instead.
         */
        interface IHead extends cellwire.v1.Head.$Properties {
        }

        /** Represents a Head. */
        class Head {

            /**
             * Constructs a new Head.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Head.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Head conversation. */
            conversation: Uint8Array;

            /** Head peer. */
            peer: string;

            /** Head head. */
            head?: (cellwire.v1.OrderKey.$Properties|null);

            /** Head delivered. */
            delivered?: (cellwire.v1.OrderKey.$Properties|null);

            /** Head read. */
            read?: (cellwire.v1.OrderKey.$Properties|null);

            /** Head peerDelivered. */
            peerDelivered?: (cellwire.v1.OrderKey.$Properties|null);

            /** Head peerRead. */
            peerRead?: (cellwire.v1.OrderKey.$Properties|null);

            /** Head unread. */
            unread: number;

            /** Head group. */
            group: string;

            /**
             * Encodes the specified Head message. Does not implicitly {@link cellwire.v1.Head.verify|verify} messages.
             * @param message Head message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Head.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Head message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Head & cellwire.v1.Head.$Shape} Head
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Head & cellwire.v1.Head.$Shape;
        }

        namespace Head {

            /** Properties of a Head. */
            interface $Properties {

                /** Head conversation */
                conversation?: (Uint8Array|null);

                /** Head peer */
                peer?: (string|null);

                /** Head head */
                head?: (cellwire.v1.OrderKey.$Properties|null);

                /** Head delivered */
                delivered?: (cellwire.v1.OrderKey.$Properties|null);

                /** Head read */
                read?: (cellwire.v1.OrderKey.$Properties|null);

                /** Head peerDelivered */
                peerDelivered?: (cellwire.v1.OrderKey.$Properties|null);

                /** Head peerRead */
                peerRead?: (cellwire.v1.OrderKey.$Properties|null);

                /** Head unread */
                unread?: (number|null);

                /** Head group */
                group?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Head. */
            type $Shape = cellwire.v1.Head.$Properties;
        }

        /**
         * Properties of a Fetch.
         * @deprecated Use cellwire.v1.Fetch.$Properties instead.
         */
        interface IFetch extends cellwire.v1.Fetch.$Properties {
        }

        /** Represents a Fetch. */
        class Fetch {

            /**
             * Constructs a new Fetch.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Fetch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fetch conversation. */
            conversation: Uint8Array;

            /** Fetch after. */
            after?: (cellwire.v1.OrderKey.$Properties|null);

            /** Fetch limit. */
            limit: number;

            /**
             * Encodes the specified Fetch message. Does not implicitly {@link cellwire.v1.Fetch.verify|verify} messages.
             * @param message Fetch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Fetch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fetch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Fetch & cellwire.v1.Fetch.$Shape} Fetch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Fetch & cellwire.v1.Fetch.$Shape;
        }

        namespace Fetch {

            /** Properties of a Fetch. */
            interface $Properties {

                /** Fetch conversation */
                conversation?: (Uint8Array|null);

                /** Fetch after */
                after?: (cellwire.v1.OrderKey.$Properties|null);

                /** Fetch limit */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fetch. */
            type $Shape = cellwire.v1.Fetch.$Properties;
        }

        /**
         * Properties of a Fetched.
         * @deprecated Use cellwire.v1.Fetched.$Properties instead.
         */
        interface IFetched extends cellwire.v1.Fetched.$Properties {
        }

        /** Represents a Fetched. */
        class Fetched {

            /**
             * Constructs a new Fetched.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Fetched.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fetched conversation. */
            conversation: Uint8Array;

            /** Fetched after. */
            after?: (cellwire.v1.OrderKey.$Properties|null);

            /** Fetched through. */
            through?: (cellwire.v1.OrderKey.$Properties|null);

            /** Fetched head. */
            head?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified Fetched message. Does not implicitly {@link cellwire.v1.Fetched.verify|verify} messages.
             * @param message Fetched message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Fetched.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fetched message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Fetched & cellwire.v1.Fetched.$Shape} Fetched
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Fetched & cellwire.v1.Fetched.$Shape;
        }

        namespace Fetched {

            /** Properties of a Fetched. */
            interface $Properties {

                /** Fetched conversation */
                conversation?: (Uint8Array|null);

                /** Fetched after */
                after?: (cellwire.v1.OrderKey.$Properties|null);

                /** Fetched through */
                through?: (cellwire.v1.OrderKey.$Properties|null);

                /** Fetched head */
                head?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fetched. */
            type $Shape = cellwire.v1.Fetched.$Properties;
        }

        /**
         * Properties of a Cursor.
         * @deprecated Use cellwire.v1.Cursor.$Properties instead.
         */
        interface ICursor extends cellwire.v1.Cursor.$Properties {
        }

        /** Represents a Cursor. */
        class Cursor {

            /**
             * Constructs a new Cursor.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Cursor.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Cursor conversation. */
            conversation: Uint8Array;

            /** Cursor delivered. */
            delivered?: (cellwire.v1.OrderKey.$Properties|null);

            /** Cursor read. */
            read?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified Cursor message. Does not implicitly {@link cellwire.v1.Cursor.verify|verify} messages.
             * @param message Cursor message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Cursor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Cursor message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Cursor & cellwire.v1.Cursor.$Shape} Cursor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Cursor & cellwire.v1.Cursor.$Shape;
        }

        namespace Cursor {

            /** Properties of a Cursor. */
            interface $Properties {

                /** Cursor conversation */
                conversation?: (Uint8Array|null);

                /** Cursor delivered */
                delivered?: (cellwire.v1.OrderKey.$Properties|null);

                /** Cursor read */
                read?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Cursor. */
            type $Shape = cellwire.v1.Cursor.$Properties;
        }

        /**
         * Properties of a CursorUpdate.
         * @deprecated Use cellwire.v1.CursorUpdate.$Properties instead.
         */
        interface ICursorUpdate extends cellwire.v1.CursorUpdate.$Properties {
        }

        /** Represents a CursorUpdate. */
        class CursorUpdate {

            /**
             * Constructs a new CursorUpdate.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.CursorUpdate.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CursorUpdate cursors. */
            cursors: cellwire.v1.Cursor.$Properties[];

            /** CursorUpdate received. */
            received: number;

            /** CursorUpdate refusalsThrough. */
            refusalsThrough: number;

            /**
             * Encodes the specified CursorUpdate message. Does not implicitly {@link cellwire.v1.CursorUpdate.verify|verify} messages.
             * @param message CursorUpdate message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.CursorUpdate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CursorUpdate message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.CursorUpdate & cellwire.v1.CursorUpdate.$Shape} CursorUpdate
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.CursorUpdate & cellwire.v1.CursorUpdate.$Shape;
        }

        namespace CursorUpdate {

            /** Properties of a CursorUpdate. */
            interface $Properties {

                /** CursorUpdate cursors */
                cursors?: (cellwire.v1.Cursor.$Properties[]|null);

                /** CursorUpdate received */
                received?: (number|null);

                /** CursorUpdate refusalsThrough */
                refusalsThrough?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CursorUpdate. */
            type $Shape = cellwire.v1.CursorUpdate.$Properties;
        }

        /**
         * Properties of a Receipt.
         * @deprecated Use cellwire.v1.Receipt.$Properties instead.
         */
        interface IReceipt extends cellwire.v1.Receipt.$Properties {
        }

        /** Represents a Receipt. */
        class Receipt {

            /**
             * Constructs a new Receipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Receipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Receipt conversation. */
            conversation: Uint8Array;

            /** Receipt user. */
            user: string;

            /** Receipt delivered. */
            delivered?: (cellwire.v1.OrderKey.$Properties|null);

            /** Receipt read. */
            read?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link cellwire.v1.Receipt.verify|verify} messages.
             * @param message Receipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Receipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Receipt & cellwire.v1.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Receipt & cellwire.v1.Receipt.$Shape;
        }

        namespace Receipt {

            /** Properties of a Receipt. */
            interface $Properties {

                /** Receipt conversation */
                conversation?: (Uint8Array|null);

                /** Receipt user */
                user?: (string|null);

                /** Receipt delivered */
                delivered?: (cellwire.v1.OrderKey.$Properties|null);

                /** Receipt read */
                read?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Receipt. */
            type $Shape = cellwire.v1.Receipt.$Properties;
        }

        /**
         * Properties of a CaughtUp.
         * @deprecated Use cellwire.v1.CaughtUp.$Properties instead.
         */
        interface ICaughtUp extends cellwire.v1.CaughtUp.$Properties {
        }

        /** Represents a CaughtUp. */
        class CaughtUp {

            /**
             * Constructs a new CaughtUp.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.CaughtUp.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified CaughtUp message. Does not implicitly {@link cellwire.v1.CaughtUp.verify|verify} messages.
             * @param message CaughtUp message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.CaughtUp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CaughtUp message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.CaughtUp & cellwire.v1.CaughtUp.$Shape} CaughtUp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.CaughtUp & cellwire.v1.CaughtUp.$Shape;
        }

        namespace CaughtUp {

            /** Properties of a CaughtUp. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CaughtUp. */
            type $Shape = cellwire.v1.CaughtUp.$Properties;
        }

        /**
         * Properties of a Ping.
         * @deprecated Use cellwire.v1.Ping.$Properties instead.
         */
        interface IPing extends cellwire.v1.Ping.$Properties {
        }

        /** Represents a Ping. */
        class Ping {

            /**
             * Constructs a new Ping.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Ping.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ping nonce. */
            nonce: number;

            /**
             * Encodes the specified Ping message. Does not implicitly {@link cellwire.v1.Ping.verify|verify} messages.
             * @param message Ping message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Ping message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Ping & cellwire.v1.Ping.$Shape} Ping
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Ping & cellwire.v1.Ping.$Shape;
        }

        namespace Ping {

            /** Properties of a Ping. */
            interface $Properties {

                /** Ping nonce */
                nonce?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Ping. */
            type $Shape = cellwire.v1.Ping.$Properties;
        }

        /**
         * Properties of a Pong.
         * @deprecated Use cellwire.v1.Pong.$Properties instead.
         */
        interface IPong extends cellwire.v1.Pong.$Properties {
        }

        /** Represents a Pong. */
        class Pong {

            /**
             * Constructs a new Pong.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Pong.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Pong nonce. */
            nonce: number;

            /** Pong serverTimeMs. */
            serverTimeMs: number;

            /**
             * Encodes the specified Pong message. Does not implicitly {@link cellwire.v1.Pong.verify|verify} messages.
             * @param message Pong message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Pong.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Pong message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Pong & cellwire.v1.Pong.$Shape} Pong
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Pong & cellwire.v1.Pong.$Shape;
        }

        namespace Pong {

            /** Properties of a Pong. */
            interface $Properties {

                /** Pong nonce */
                nonce?: (number|null);

                /** Pong serverTimeMs */
                serverTimeMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Pong. */
            type $Shape = cellwire.v1.Pong.$Properties;
        }

        /**
         * Properties of a Moved.
         * @deprecated Use cellwire.v1.Moved.$Properties instead.
         */
        interface IMoved extends cellwire.v1.Moved.$Properties {
        }

        /** Represents a Moved. */
        class Moved {

            /**
             * Constructs a new Moved.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Moved.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Moved cell. */
            cell: string;

            /** Moved epoch. */
            epoch: number;

            /** Moved statement. */
            statement: string;

            /**
             * Encodes the specified Moved message. Does not implicitly {@link cellwire.v1.Moved.verify|verify} messages.
             * @param message Moved message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Moved.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Moved message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Moved & cellwire.v1.Moved.$Shape} Moved
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Moved & cellwire.v1.Moved.$Shape;
        }

        namespace Moved {

            /** Properties of a Moved. */
            interface $Properties {

                /** Moved cell */
                cell?: (string|null);

                /** Moved epoch */
                epoch?: (number|null);

                /** Moved statement */
                statement?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Moved. */
            type $Shape = cellwire.v1.Moved.$Properties;
        }

        /**
         * Properties of a ReconnectHint.
         * @deprecated Use cellwire.v1.ReconnectHint.$Properties instead.
         */
        interface IReconnectHint extends cellwire.v1.ReconnectHint.$Properties {
        }

        /** Represents a ReconnectHint. */
        class ReconnectHint {

            /**
             * Constructs a new ReconnectHint.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ReconnectHint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReconnectHint afterMs. */
            afterMs: number;

            /**
             * Encodes the specified ReconnectHint message. Does not implicitly {@link cellwire.v1.ReconnectHint.verify|verify} messages.
             * @param message ReconnectHint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ReconnectHint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReconnectHint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ReconnectHint & cellwire.v1.ReconnectHint.$Shape} ReconnectHint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ReconnectHint & cellwire.v1.ReconnectHint.$Shape;
        }

        namespace ReconnectHint {

            /** Properties of a ReconnectHint. */
            interface $Properties {

                /** ReconnectHint afterMs */
                afterMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReconnectHint. */
            type $Shape = cellwire.v1.ReconnectHint.$Properties;
        }

        /**
         * Properties of a ResumeTicket.
         * @deprecated Use cellwire.v1.ResumeTicket.$Properties instead.
         */
        interface IResumeTicket extends cellwire.v1.ResumeTicket.$Properties {
        }

        /** Represents a ResumeTicket. */
        class ResumeTicket {

            /**
             * Constructs a new ResumeTicket.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ResumeTicket.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResumeTicket ticket. */
            ticket: string;

            /** ResumeTicket expiresMs. */
            expiresMs: number;

            /**
             * Encodes the specified ResumeTicket message. Does not implicitly {@link cellwire.v1.ResumeTicket.verify|verify} messages.
             * @param message ResumeTicket message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ResumeTicket.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResumeTicket message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ResumeTicket & cellwire.v1.ResumeTicket.$Shape} ResumeTicket
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ResumeTicket & cellwire.v1.ResumeTicket.$Shape;
        }

        namespace ResumeTicket {

            /** Properties of a ResumeTicket. */
            interface $Properties {

                /** ResumeTicket ticket */
                ticket?: (string|null);

                /** ResumeTicket expiresMs */
                expiresMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResumeTicket. */
            type $Shape = cellwire.v1.ResumeTicket.$Properties;
        }

        /**
         * Properties of an Error.
         * @deprecated Use cellwire.v1.Error.$Properties instead.
         */
        interface IError extends cellwire.v1.Error.$Properties {
        }

        /** Represents an Error. */
        class Error {

            /**
             * Constructs a new Error.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Error.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Error code. */
            code: string;

            /** Error detail. */
            detail: string;

            /** Error retryAfterMs. */
            retryAfterMs: number;

            /** Error messageId. */
            messageId: Uint8Array;

            /** Error conversation. */
            conversation: Uint8Array;

            /**
             * Encodes the specified Error message. Does not implicitly {@link cellwire.v1.Error.verify|verify} messages.
             * @param message Error message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Error.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Error message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Error & cellwire.v1.Error.$Shape} Error
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Error & cellwire.v1.Error.$Shape;
        }

        namespace Error {

            /** Properties of an Error. */
            interface $Properties {

                /** Error code */
                code?: (string|null);

                /** Error detail */
                detail?: (string|null);

                /** Error retryAfterMs */
                retryAfterMs?: (number|null);

                /** Error messageId */
                messageId?: (Uint8Array|null);

                /** Error conversation */
                conversation?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Error. */
            type $Shape = cellwire.v1.Error.$Properties;
        }

        /**
         * Properties of a Request.
         * @deprecated Use cellwire.v1.Request.$Properties instead.
         */
        interface IRequest extends cellwire.v1.Request.$Properties {
        }

        /** Represents a Request. */
        class Request {

            /**
             * Constructs a new Request.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Request.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Request id. */
            id: number;

            /** Request getGroup. */
            getGroup?: (cellwire.v1.GetGroup.$Properties|null);

            /** Request getGroupReceipts. */
            getGroupReceipts?: (cellwire.v1.GetGroupReceipts.$Properties|null);

            /** Request getPrivacy. */
            getPrivacy?: (cellwire.v1.GetPrivacy.$Properties|null);

            /** Request updatePrivacy. */
            updatePrivacy?: (cellwire.v1.UpdatePrivacy.$Properties|null);

            /** Request changePeople. */
            changePeople?: (cellwire.v1.ChangePeople.$Properties|null);

            /** Request listPeople. */
            listPeople?: (cellwire.v1.ListPeople.$Properties|null);

            /** Request watchPresence. */
            watchPresence?: (cellwire.v1.WatchPresence.$Properties|null);

            /** Request listDevices. */
            listDevices?: (cellwire.v1.ListDevices.$Properties|null);

            /** Request nameDevice. */
            nameDevice?: (cellwire.v1.NameDevice.$Properties|null);

            /** Request revokeDevice. */
            revokeDevice?: (cellwire.v1.RevokeDevice.$Properties|null);

            /** Request registerIdentity. */
            registerIdentity?: (cellwire.v1.RegisterIdentity.$Properties|null);

            /** Request putDeviceList. */
            putDeviceList?: (cellwire.v1.PutDeviceList.$Properties|null);

            /** Request getDeviceLists. */
            getDeviceLists?: (cellwire.v1.GetDeviceLists.$Properties|null);

            /** Request uploadPrekeys. */
            uploadPrekeys?: (cellwire.v1.UploadPrekeys.$Properties|null);

            /** Request claimPrekeys. */
            claimPrekeys?: (cellwire.v1.ClaimPrekeys.$Properties|null);

            /** Request planUpload. */
            planUpload?: (cellwire.v1.PlanUpload.$Properties|null);

            /** Request finishUpload. */
            finishUpload?: (cellwire.v1.FinishUpload.$Properties|null);

            /** Request commitMedia. */
            commitMedia?: (cellwire.v1.CommitMedia.$Properties|null);

            /** Request mediaUrl. */
            mediaUrl?: (cellwire.v1.MediaUrl.$Properties|null);

            /** Request getPushKey. */
            getPushKey?: (cellwire.v1.GetPushKey.$Properties|null);

            /** Request pushSubscribe. */
            pushSubscribe?: (cellwire.v1.PushSubscribe.$Properties|null);

            /** Request pushUnsubscribe. */
            pushUnsubscribe?: (cellwire.v1.PushUnsubscribe.$Properties|null);

            /** Request createChannel. */
            createChannel?: (cellwire.v1.CreateChannel.$Properties|null);

            /** Request changeChannel. */
            changeChannel?: (cellwire.v1.ChangeChannel.$Properties|null);

            /** Request getChannel. */
            getChannel?: (cellwire.v1.GetChannel.$Properties|null);

            /** Request subscribeChannel. */
            subscribeChannel?: (cellwire.v1.SubscribeChannel.$Properties|null);

            /** Request unsubscribeChannel. */
            unsubscribeChannel?: (cellwire.v1.UnsubscribeChannel.$Properties|null);

            /** Request listChannels. */
            listChannels?: (cellwire.v1.ListChannels.$Properties|null);

            /** Request postToChannel. */
            postToChannel?: (cellwire.v1.PostToChannel.$Properties|null);

            /** Request fetchPosts. */
            fetchPosts?: (cellwire.v1.FetchPosts.$Properties|null);

            /** Request markChannelRead. */
            markChannelRead?: (cellwire.v1.MarkChannelRead.$Properties|null);

            /** Request getSettings. */
            getSettings?: (cellwire.v1.GetSettings.$Properties|null);

            /** Request putSetting. */
            putSetting?: (cellwire.v1.PutSetting.$Properties|null);

            /** Request body. */
            body?: ("getGroup"|"getGroupReceipts"|"getPrivacy"|"updatePrivacy"|"changePeople"|"listPeople"|"watchPresence"|"listDevices"|"nameDevice"|"revokeDevice"|"registerIdentity"|"putDeviceList"|"getDeviceLists"|"uploadPrekeys"|"claimPrekeys"|"planUpload"|"finishUpload"|"commitMedia"|"mediaUrl"|"getPushKey"|"pushSubscribe"|"pushUnsubscribe"|"createChannel"|"changeChannel"|"getChannel"|"subscribeChannel"|"unsubscribeChannel"|"listChannels"|"postToChannel"|"fetchPosts"|"markChannelRead"|"getSettings"|"putSetting");

            /**
             * Encodes the specified Request message. Does not implicitly {@link cellwire.v1.Request.verify|verify} messages.
             * @param message Request message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Request.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Request message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Request & cellwire.v1.Request.$Shape} Request
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Request & cellwire.v1.Request.$Shape;
        }

        namespace Request {

            /** Properties of a Request. */
            interface $Properties {

                /** Request id */
                id?: (number|null);

                /** Request getGroup */
                getGroup?: (cellwire.v1.GetGroup.$Properties|null);

                /** Request getGroupReceipts */
                getGroupReceipts?: (cellwire.v1.GetGroupReceipts.$Properties|null);

                /** Request getPrivacy */
                getPrivacy?: (cellwire.v1.GetPrivacy.$Properties|null);

                /** Request updatePrivacy */
                updatePrivacy?: (cellwire.v1.UpdatePrivacy.$Properties|null);

                /** Request changePeople */
                changePeople?: (cellwire.v1.ChangePeople.$Properties|null);

                /** Request listPeople */
                listPeople?: (cellwire.v1.ListPeople.$Properties|null);

                /** Request watchPresence */
                watchPresence?: (cellwire.v1.WatchPresence.$Properties|null);

                /** Request listDevices */
                listDevices?: (cellwire.v1.ListDevices.$Properties|null);

                /** Request nameDevice */
                nameDevice?: (cellwire.v1.NameDevice.$Properties|null);

                /** Request revokeDevice */
                revokeDevice?: (cellwire.v1.RevokeDevice.$Properties|null);

                /** Request registerIdentity */
                registerIdentity?: (cellwire.v1.RegisterIdentity.$Properties|null);

                /** Request putDeviceList */
                putDeviceList?: (cellwire.v1.PutDeviceList.$Properties|null);

                /** Request getDeviceLists */
                getDeviceLists?: (cellwire.v1.GetDeviceLists.$Properties|null);

                /** Request uploadPrekeys */
                uploadPrekeys?: (cellwire.v1.UploadPrekeys.$Properties|null);

                /** Request claimPrekeys */
                claimPrekeys?: (cellwire.v1.ClaimPrekeys.$Properties|null);

                /** Request planUpload */
                planUpload?: (cellwire.v1.PlanUpload.$Properties|null);

                /** Request finishUpload */
                finishUpload?: (cellwire.v1.FinishUpload.$Properties|null);

                /** Request commitMedia */
                commitMedia?: (cellwire.v1.CommitMedia.$Properties|null);

                /** Request mediaUrl */
                mediaUrl?: (cellwire.v1.MediaUrl.$Properties|null);

                /** Request getPushKey */
                getPushKey?: (cellwire.v1.GetPushKey.$Properties|null);

                /** Request pushSubscribe */
                pushSubscribe?: (cellwire.v1.PushSubscribe.$Properties|null);

                /** Request pushUnsubscribe */
                pushUnsubscribe?: (cellwire.v1.PushUnsubscribe.$Properties|null);

                /** Request createChannel */
                createChannel?: (cellwire.v1.CreateChannel.$Properties|null);

                /** Request changeChannel */
                changeChannel?: (cellwire.v1.ChangeChannel.$Properties|null);

                /** Request getChannel */
                getChannel?: (cellwire.v1.GetChannel.$Properties|null);

                /** Request subscribeChannel */
                subscribeChannel?: (cellwire.v1.SubscribeChannel.$Properties|null);

                /** Request unsubscribeChannel */
                unsubscribeChannel?: (cellwire.v1.UnsubscribeChannel.$Properties|null);

                /** Request listChannels */
                listChannels?: (cellwire.v1.ListChannels.$Properties|null);

                /** Request postToChannel */
                postToChannel?: (cellwire.v1.PostToChannel.$Properties|null);

                /** Request fetchPosts */
                fetchPosts?: (cellwire.v1.FetchPosts.$Properties|null);

                /** Request markChannelRead */
                markChannelRead?: (cellwire.v1.MarkChannelRead.$Properties|null);

                /** Request getSettings */
                getSettings?: (cellwire.v1.GetSettings.$Properties|null);

                /** Request putSetting */
                putSetting?: (cellwire.v1.PutSetting.$Properties|null);

                /** Request body */
                body?: ("getGroup"|"getGroupReceipts"|"getPrivacy"|"updatePrivacy"|"changePeople"|"listPeople"|"watchPresence"|"listDevices"|"nameDevice"|"revokeDevice"|"registerIdentity"|"putDeviceList"|"getDeviceLists"|"uploadPrekeys"|"claimPrekeys"|"planUpload"|"finishUpload"|"commitMedia"|"mediaUrl"|"getPushKey"|"pushSubscribe"|"pushUnsubscribe"|"createChannel"|"changeChannel"|"getChannel"|"subscribeChannel"|"unsubscribeChannel"|"listChannels"|"postToChannel"|"fetchPosts"|"markChannelRead"|"getSettings"|"putSetting");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Request. */
            type $Shape = {
              id?: number|null;
              getGroup?: cellwire.v1.GetGroup.$Shape|null;
              getGroupReceipts?: cellwire.v1.GetGroupReceipts.$Shape|null;
              getPrivacy?: cellwire.v1.GetPrivacy.$Shape|null;
              updatePrivacy?: cellwire.v1.UpdatePrivacy.$Shape|null;
              changePeople?: cellwire.v1.ChangePeople.$Shape|null;
              listPeople?: cellwire.v1.ListPeople.$Shape|null;
              watchPresence?: cellwire.v1.WatchPresence.$Shape|null;
              listDevices?: cellwire.v1.ListDevices.$Shape|null;
              nameDevice?: cellwire.v1.NameDevice.$Shape|null;
              revokeDevice?: cellwire.v1.RevokeDevice.$Shape|null;
              registerIdentity?: cellwire.v1.RegisterIdentity.$Shape|null;
              putDeviceList?: cellwire.v1.PutDeviceList.$Shape|null;
              getDeviceLists?: cellwire.v1.GetDeviceLists.$Shape|null;
              uploadPrekeys?: cellwire.v1.UploadPrekeys.$Shape|null;
              claimPrekeys?: cellwire.v1.ClaimPrekeys.$Shape|null;
              planUpload?: cellwire.v1.PlanUpload.$Shape|null;
              finishUpload?: cellwire.v1.FinishUpload.$Shape|null;
              commitMedia?: cellwire.v1.CommitMedia.$Shape|null;
              mediaUrl?: cellwire.v1.MediaUrl.$Shape|null;
              getPushKey?: cellwire.v1.GetPushKey.$Shape|null;
              pushSubscribe?: cellwire.v1.PushSubscribe.$Shape|null;
              pushUnsubscribe?: cellwire.v1.PushUnsubscribe.$Shape|null;
              createChannel?: cellwire.v1.CreateChannel.$Shape|null;
              changeChannel?: cellwire.v1.ChangeChannel.$Shape|null;
              getChannel?: cellwire.v1.GetChannel.$Shape|null;
              subscribeChannel?: cellwire.v1.SubscribeChannel.$Shape|null;
              unsubscribeChannel?: cellwire.v1.UnsubscribeChannel.$Shape|null;
              listChannels?: cellwire.v1.ListChannels.$Shape|null;
              postToChannel?: cellwire.v1.PostToChannel.$Shape|null;
              fetchPosts?: cellwire.v1.FetchPosts.$Shape|null;
              markChannelRead?: cellwire.v1.MarkChannelRead.$Shape|null;
              getSettings?: cellwire.v1.GetSettings.$Shape|null;
              putSetting?: cellwire.v1.PutSetting.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "getGroup"; getGroup: cellwire.v1.GetGroup.$Shape; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "getGroupReceipts"; getGroup?: null; getGroupReceipts: cellwire.v1.GetGroupReceipts.$Shape; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "getPrivacy"; getGroup?: null; getGroupReceipts?: null; getPrivacy: cellwire.v1.GetPrivacy.$Shape; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "updatePrivacy"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy: cellwire.v1.UpdatePrivacy.$Shape; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "changePeople"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople: cellwire.v1.ChangePeople.$Shape; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "listPeople"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople: cellwire.v1.ListPeople.$Shape; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "watchPresence"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence: cellwire.v1.WatchPresence.$Shape; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "listDevices"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices: cellwire.v1.ListDevices.$Shape; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "nameDevice"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice: cellwire.v1.NameDevice.$Shape; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "revokeDevice"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice: cellwire.v1.RevokeDevice.$Shape; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "registerIdentity"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity: cellwire.v1.RegisterIdentity.$Shape; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "putDeviceList"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList: cellwire.v1.PutDeviceList.$Shape; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "getDeviceLists"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists: cellwire.v1.GetDeviceLists.$Shape; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "uploadPrekeys"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys: cellwire.v1.UploadPrekeys.$Shape; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "claimPrekeys"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys: cellwire.v1.ClaimPrekeys.$Shape; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "planUpload"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload: cellwire.v1.PlanUpload.$Shape; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "finishUpload"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload: cellwire.v1.FinishUpload.$Shape; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "commitMedia"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia: cellwire.v1.CommitMedia.$Shape; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "mediaUrl"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl: cellwire.v1.MediaUrl.$Shape; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "getPushKey"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey: cellwire.v1.GetPushKey.$Shape; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "pushSubscribe"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe: cellwire.v1.PushSubscribe.$Shape; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "pushUnsubscribe"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe: cellwire.v1.PushUnsubscribe.$Shape; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "createChannel"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel: cellwire.v1.CreateChannel.$Shape; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "changeChannel"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel: cellwire.v1.ChangeChannel.$Shape; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "getChannel"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel: cellwire.v1.GetChannel.$Shape; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "subscribeChannel"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel: cellwire.v1.SubscribeChannel.$Shape; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "unsubscribeChannel"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel: cellwire.v1.UnsubscribeChannel.$Shape; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "listChannels"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels: cellwire.v1.ListChannels.$Shape; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "postToChannel"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel: cellwire.v1.PostToChannel.$Shape; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "fetchPosts"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts: cellwire.v1.FetchPosts.$Shape; markChannelRead?: null; getSettings?: null; putSetting?: null }|{ body?: "markChannelRead"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead: cellwire.v1.MarkChannelRead.$Shape; getSettings?: null; putSetting?: null }|{ body?: "getSettings"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings: cellwire.v1.GetSettings.$Shape; putSetting?: null }|{ body?: "putSetting"; getGroup?: null; getGroupReceipts?: null; getPrivacy?: null; updatePrivacy?: null; changePeople?: null; listPeople?: null; watchPresence?: null; listDevices?: null; nameDevice?: null; revokeDevice?: null; registerIdentity?: null; putDeviceList?: null; getDeviceLists?: null; uploadPrekeys?: null; claimPrekeys?: null; planUpload?: null; finishUpload?: null; commitMedia?: null; mediaUrl?: null; getPushKey?: null; pushSubscribe?: null; pushUnsubscribe?: null; createChannel?: null; changeChannel?: null; getChannel?: null; subscribeChannel?: null; unsubscribeChannel?: null; listChannels?: null; postToChannel?: null; fetchPosts?: null; markChannelRead?: null; getSettings?: null; putSetting: cellwire.v1.PutSetting.$Shape })
            );
        }

        /**
         * Properties of a Response.
         * @deprecated Use cellwire.v1.Response.$Properties instead.
         */
        interface IResponse extends cellwire.v1.Response.$Properties {
        }

        /** Represents a Response. */
        class Response {

            /**
             * Constructs a new Response.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Response.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Response id. */
            id: number;

            /** Response code. */
            code: string;

            /** Response detail. */
            detail: string;

            /** Response retryAfterMs. */
            retryAfterMs: number;

            /** Response group. */
            group?: (cellwire.v1.Group.$Properties|null);

            /** Response groupReceipts. */
            groupReceipts?: (cellwire.v1.GroupReceipts.$Properties|null);

            /** Response privacy. */
            privacy?: (cellwire.v1.Privacy.$Properties|null);

            /** Response people. */
            people?: (cellwire.v1.People.$Properties|null);

            /** Response presences. */
            presences?: (cellwire.v1.Presences.$Properties|null);

            /** Response deviceList. */
            deviceList?: (cellwire.v1.DeviceList.$Properties|null);

            /** Response signedLists. */
            signedLists?: (cellwire.v1.SignedDeviceLists.$Properties|null);

            /** Response prekeyBundles. */
            prekeyBundles?: (cellwire.v1.PrekeyBundles.$Properties|null);

            /** Response prekeyCount. */
            prekeyCount?: (cellwire.v1.PrekeyCount.$Properties|null);

            /** Response uploadPlan. */
            uploadPlan?: (cellwire.v1.UploadPlan.$Properties|null);

            /** Response uploadFinished. */
            uploadFinished?: (cellwire.v1.UploadFinished.$Properties|null);

            /** Response mediaCommitted. */
            mediaCommitted?: (cellwire.v1.MediaCommitted.$Properties|null);

            /** Response mediaLocation. */
            mediaLocation?: (cellwire.v1.MediaLocation.$Properties|null);

            /** Response pushKey. */
            pushKey?: (cellwire.v1.PushKey.$Properties|null);

            /** Response pushSubscribed. */
            pushSubscribed?: (cellwire.v1.PushSubscribed.$Properties|null);

            /** Response pushUnsubscribed. */
            pushUnsubscribed?: (cellwire.v1.PushUnsubscribed.$Properties|null);

            /** Response channel. */
            channel?: (cellwire.v1.Channel.$Properties|null);

            /** Response subscriptions. */
            subscriptions?: (cellwire.v1.Subscriptions.$Properties|null);

            /** Response posted. */
            posted?: (cellwire.v1.Posted.$Properties|null);

            /** Response posts. */
            posts?: (cellwire.v1.Posts.$Properties|null);

            /** Response settings. */
            settings?: (cellwire.v1.Settings.$Properties|null);

            /** Response settingPut. */
            settingPut?: (cellwire.v1.SettingPut.$Properties|null);

            /** Response body. */
            body?: ("group"|"groupReceipts"|"privacy"|"people"|"presences"|"deviceList"|"signedLists"|"prekeyBundles"|"prekeyCount"|"uploadPlan"|"uploadFinished"|"mediaCommitted"|"mediaLocation"|"pushKey"|"pushSubscribed"|"pushUnsubscribed"|"channel"|"subscriptions"|"posted"|"posts"|"settings"|"settingPut");

            /**
             * Encodes the specified Response message. Does not implicitly {@link cellwire.v1.Response.verify|verify} messages.
             * @param message Response message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Response.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Response message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Response & cellwire.v1.Response.$Shape} Response
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Response & cellwire.v1.Response.$Shape;
        }

        namespace Response {

            /** Properties of a Response. */
            interface $Properties {

                /** Response id */
                id?: (number|null);

                /** Response code */
                code?: (string|null);

                /** Response detail */
                detail?: (string|null);

                /** Response retryAfterMs */
                retryAfterMs?: (number|null);

                /** Response group */
                group?: (cellwire.v1.Group.$Properties|null);

                /** Response groupReceipts */
                groupReceipts?: (cellwire.v1.GroupReceipts.$Properties|null);

                /** Response privacy */
                privacy?: (cellwire.v1.Privacy.$Properties|null);

                /** Response people */
                people?: (cellwire.v1.People.$Properties|null);

                /** Response presences */
                presences?: (cellwire.v1.Presences.$Properties|null);

                /** Response deviceList */
                deviceList?: (cellwire.v1.DeviceList.$Properties|null);

                /** Response signedLists */
                signedLists?: (cellwire.v1.SignedDeviceLists.$Properties|null);

                /** Response prekeyBundles */
                prekeyBundles?: (cellwire.v1.PrekeyBundles.$Properties|null);

                /** Response prekeyCount */
                prekeyCount?: (cellwire.v1.PrekeyCount.$Properties|null);

                /** Response uploadPlan */
                uploadPlan?: (cellwire.v1.UploadPlan.$Properties|null);

                /** Response uploadFinished */
                uploadFinished?: (cellwire.v1.UploadFinished.$Properties|null);

                /** Response mediaCommitted */
                mediaCommitted?: (cellwire.v1.MediaCommitted.$Properties|null);

                /** Response mediaLocation */
                mediaLocation?: (cellwire.v1.MediaLocation.$Properties|null);

                /** Response pushKey */
                pushKey?: (cellwire.v1.PushKey.$Properties|null);

                /** Response pushSubscribed */
                pushSubscribed?: (cellwire.v1.PushSubscribed.$Properties|null);

                /** Response pushUnsubscribed */
                pushUnsubscribed?: (cellwire.v1.PushUnsubscribed.$Properties|null);

                /** Response channel */
                channel?: (cellwire.v1.Channel.$Properties|null);

                /** Response subscriptions */
                subscriptions?: (cellwire.v1.Subscriptions.$Properties|null);

                /** Response posted */
                posted?: (cellwire.v1.Posted.$Properties|null);

                /** Response posts */
                posts?: (cellwire.v1.Posts.$Properties|null);

                /** Response settings */
                settings?: (cellwire.v1.Settings.$Properties|null);

                /** Response settingPut */
                settingPut?: (cellwire.v1.SettingPut.$Properties|null);

                /** Response body */
                body?: ("group"|"groupReceipts"|"privacy"|"people"|"presences"|"deviceList"|"signedLists"|"prekeyBundles"|"prekeyCount"|"uploadPlan"|"uploadFinished"|"mediaCommitted"|"mediaLocation"|"pushKey"|"pushSubscribed"|"pushUnsubscribed"|"channel"|"subscriptions"|"posted"|"posts"|"settings"|"settingPut");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Response. */
            type $Shape = {
              id?: number|null;
              code?: string|null;
              detail?: string|null;
              retryAfterMs?: number|null;
              group?: cellwire.v1.Group.$Shape|null;
              groupReceipts?: cellwire.v1.GroupReceipts.$Shape|null;
              privacy?: cellwire.v1.Privacy.$Shape|null;
              people?: cellwire.v1.People.$Shape|null;
              presences?: cellwire.v1.Presences.$Shape|null;
              deviceList?: cellwire.v1.DeviceList.$Shape|null;
              signedLists?: cellwire.v1.SignedDeviceLists.$Shape|null;
              prekeyBundles?: cellwire.v1.PrekeyBundles.$Shape|null;
              prekeyCount?: cellwire.v1.PrekeyCount.$Shape|null;
              uploadPlan?: cellwire.v1.UploadPlan.$Shape|null;
              uploadFinished?: cellwire.v1.UploadFinished.$Shape|null;
              mediaCommitted?: cellwire.v1.MediaCommitted.$Shape|null;
              mediaLocation?: cellwire.v1.MediaLocation.$Shape|null;
              pushKey?: cellwire.v1.PushKey.$Shape|null;
              pushSubscribed?: cellwire.v1.PushSubscribed.$Shape|null;
              pushUnsubscribed?: cellwire.v1.PushUnsubscribed.$Shape|null;
              channel?: cellwire.v1.Channel.$Shape|null;
              subscriptions?: cellwire.v1.Subscriptions.$Shape|null;
              posted?: cellwire.v1.Posted.$Shape|null;
              posts?: cellwire.v1.Posts.$Shape|null;
              settings?: cellwire.v1.Settings.$Shape|null;
              settingPut?: cellwire.v1.SettingPut.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "group"; group: cellwire.v1.Group.$Shape; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "groupReceipts"; group?: null; groupReceipts: cellwire.v1.GroupReceipts.$Shape; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "privacy"; group?: null; groupReceipts?: null; privacy: cellwire.v1.Privacy.$Shape; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "people"; group?: null; groupReceipts?: null; privacy?: null; people: cellwire.v1.People.$Shape; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "presences"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences: cellwire.v1.Presences.$Shape; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "deviceList"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList: cellwire.v1.DeviceList.$Shape; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "signedLists"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists: cellwire.v1.SignedDeviceLists.$Shape; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "prekeyBundles"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles: cellwire.v1.PrekeyBundles.$Shape; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "prekeyCount"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount: cellwire.v1.PrekeyCount.$Shape; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "uploadPlan"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan: cellwire.v1.UploadPlan.$Shape; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "uploadFinished"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished: cellwire.v1.UploadFinished.$Shape; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "mediaCommitted"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted: cellwire.v1.MediaCommitted.$Shape; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "mediaLocation"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation: cellwire.v1.MediaLocation.$Shape; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "pushKey"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey: cellwire.v1.PushKey.$Shape; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "pushSubscribed"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed: cellwire.v1.PushSubscribed.$Shape; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "pushUnsubscribed"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed: cellwire.v1.PushUnsubscribed.$Shape; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "channel"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel: cellwire.v1.Channel.$Shape; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "subscriptions"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions: cellwire.v1.Subscriptions.$Shape; posted?: null; posts?: null; settings?: null; settingPut?: null }|{ body?: "posted"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted: cellwire.v1.Posted.$Shape; posts?: null; settings?: null; settingPut?: null }|{ body?: "posts"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts: cellwire.v1.Posts.$Shape; settings?: null; settingPut?: null }|{ body?: "settings"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings: cellwire.v1.Settings.$Shape; settingPut?: null }|{ body?: "settingPut"; group?: null; groupReceipts?: null; privacy?: null; people?: null; presences?: null; deviceList?: null; signedLists?: null; prekeyBundles?: null; prekeyCount?: null; uploadPlan?: null; uploadFinished?: null; mediaCommitted?: null; mediaLocation?: null; pushKey?: null; pushSubscribed?: null; pushUnsubscribed?: null; channel?: null; subscriptions?: null; posted?: null; posts?: null; settings?: null; settingPut: cellwire.v1.SettingPut.$Shape })
            );
        }

        /**
         * Properties of a GroupChange.
         * @deprecated Use cellwire.v1.GroupChange.$Properties instead.
         */
        interface IGroupChange extends cellwire.v1.GroupChange.$Properties {
        }

        /** Represents a GroupChange. */
        class GroupChange {

            /**
             * Constructs a new GroupChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GroupChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupChange create. */
            create?: (cellwire.v1.CreateGroup.$Properties|null);

            /** GroupChange add. */
            add?: (cellwire.v1.AddMembers.$Properties|null);

            /** GroupChange remove. */
            remove?: (cellwire.v1.RemoveMembers.$Properties|null);

            /** GroupChange rename. */
            rename?: (cellwire.v1.RenameGroup.$Properties|null);

            /** GroupChange role. */
            role?: (cellwire.v1.ChangeRole.$Properties|null);

            /** GroupChange opened. */
            opened?: (cellwire.v1.Opened.$Properties|null);

            /** GroupChange body. */
            body?: ("create"|"add"|"remove"|"rename"|"role"|"opened");

            /**
             * Encodes the specified GroupChange message. Does not implicitly {@link cellwire.v1.GroupChange.verify|verify} messages.
             * @param message GroupChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GroupChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GroupChange & cellwire.v1.GroupChange.$Shape} GroupChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GroupChange & cellwire.v1.GroupChange.$Shape;
        }

        namespace GroupChange {

            /** Properties of a GroupChange. */
            interface $Properties {

                /** GroupChange create */
                create?: (cellwire.v1.CreateGroup.$Properties|null);

                /** GroupChange add */
                add?: (cellwire.v1.AddMembers.$Properties|null);

                /** GroupChange remove */
                remove?: (cellwire.v1.RemoveMembers.$Properties|null);

                /** GroupChange rename */
                rename?: (cellwire.v1.RenameGroup.$Properties|null);

                /** GroupChange role */
                role?: (cellwire.v1.ChangeRole.$Properties|null);

                /** GroupChange opened */
                opened?: (cellwire.v1.Opened.$Properties|null);

                /** GroupChange body */
                body?: ("create"|"add"|"remove"|"rename"|"role"|"opened");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a GroupChange. */
            type $Shape = {
              create?: cellwire.v1.CreateGroup.$Shape|null;
              add?: cellwire.v1.AddMembers.$Shape|null;
              remove?: cellwire.v1.RemoveMembers.$Shape|null;
              rename?: cellwire.v1.RenameGroup.$Shape|null;
              role?: cellwire.v1.ChangeRole.$Shape|null;
              opened?: cellwire.v1.Opened.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; create?: null; add?: null; remove?: null; rename?: null; role?: null; opened?: null }|{ body?: "create"; create: cellwire.v1.CreateGroup.$Shape; add?: null; remove?: null; rename?: null; role?: null; opened?: null }|{ body?: "add"; create?: null; add: cellwire.v1.AddMembers.$Shape; remove?: null; rename?: null; role?: null; opened?: null }|{ body?: "remove"; create?: null; add?: null; remove: cellwire.v1.RemoveMembers.$Shape; rename?: null; role?: null; opened?: null }|{ body?: "rename"; create?: null; add?: null; remove?: null; rename: cellwire.v1.RenameGroup.$Shape; role?: null; opened?: null }|{ body?: "role"; create?: null; add?: null; remove?: null; rename?: null; role: cellwire.v1.ChangeRole.$Shape; opened?: null }|{ body?: "opened"; create?: null; add?: null; remove?: null; rename?: null; role?: null; opened: cellwire.v1.Opened.$Shape })
            );
        }

        /**
         * Properties of an Opened.
         * @deprecated Use cellwire.v1.Opened.$Properties instead.
         */
        interface IOpened extends cellwire.v1.Opened.$Properties {
        }

        /** Represents an Opened. */
        class Opened {

            /**
             * Constructs a new Opened.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Opened.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Opened previous. */
            previous?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified Opened message. Does not implicitly {@link cellwire.v1.Opened.verify|verify} messages.
             * @param message Opened message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Opened.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Opened message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Opened & cellwire.v1.Opened.$Shape} Opened
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Opened & cellwire.v1.Opened.$Shape;
        }

        namespace Opened {

            /** Properties of an Opened. */
            interface $Properties {

                /** Opened previous */
                previous?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Opened. */
            type $Shape = cellwire.v1.Opened.$Properties;
        }

        /**
         * Properties of a CreateGroup.
         * @deprecated Use cellwire.v1.CreateGroup.$Properties instead.
         */
        interface ICreateGroup extends cellwire.v1.CreateGroup.$Properties {
        }

        /** Represents a CreateGroup. */
        class CreateGroup {

            /**
             * Constructs a new CreateGroup.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.CreateGroup.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreateGroup title. */
            title: Uint8Array;

            /** CreateGroup members. */
            members: string[];

            /**
             * Encodes the specified CreateGroup message. Does not implicitly {@link cellwire.v1.CreateGroup.verify|verify} messages.
             * @param message CreateGroup message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.CreateGroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateGroup message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.CreateGroup & cellwire.v1.CreateGroup.$Shape} CreateGroup
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.CreateGroup & cellwire.v1.CreateGroup.$Shape;
        }

        namespace CreateGroup {

            /** Properties of a CreateGroup. */
            interface $Properties {

                /** CreateGroup title */
                title?: (Uint8Array|null);

                /** CreateGroup members */
                members?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreateGroup. */
            type $Shape = cellwire.v1.CreateGroup.$Properties;
        }

        /**
         * Properties of an AddMembers.
         * @deprecated Use cellwire.v1.AddMembers.$Properties instead.
         */
        interface IAddMembers extends cellwire.v1.AddMembers.$Properties {
        }

        /** Represents an AddMembers. */
        class AddMembers {

            /**
             * Constructs a new AddMembers.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.AddMembers.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AddMembers users. */
            users: string[];

            /**
             * Encodes the specified AddMembers message. Does not implicitly {@link cellwire.v1.AddMembers.verify|verify} messages.
             * @param message AddMembers message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.AddMembers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AddMembers message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.AddMembers & cellwire.v1.AddMembers.$Shape} AddMembers
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.AddMembers & cellwire.v1.AddMembers.$Shape;
        }

        namespace AddMembers {

            /** Properties of an AddMembers. */
            interface $Properties {

                /** AddMembers users */
                users?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AddMembers. */
            type $Shape = cellwire.v1.AddMembers.$Properties;
        }

        /**
         * Properties of a RemoveMembers.
         * @deprecated Use cellwire.v1.RemoveMembers.$Properties instead.
         */
        interface IRemoveMembers extends cellwire.v1.RemoveMembers.$Properties {
        }

        /** Represents a RemoveMembers. */
        class RemoveMembers {

            /**
             * Constructs a new RemoveMembers.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.RemoveMembers.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RemoveMembers users. */
            users: string[];

            /**
             * Encodes the specified RemoveMembers message. Does not implicitly {@link cellwire.v1.RemoveMembers.verify|verify} messages.
             * @param message RemoveMembers message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.RemoveMembers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RemoveMembers message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.RemoveMembers & cellwire.v1.RemoveMembers.$Shape} RemoveMembers
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.RemoveMembers & cellwire.v1.RemoveMembers.$Shape;
        }

        namespace RemoveMembers {

            /** Properties of a RemoveMembers. */
            interface $Properties {

                /** RemoveMembers users */
                users?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RemoveMembers. */
            type $Shape = cellwire.v1.RemoveMembers.$Properties;
        }

        /**
         * Properties of a RenameGroup.
         * @deprecated Use cellwire.v1.RenameGroup.$Properties instead.
         */
        interface IRenameGroup extends cellwire.v1.RenameGroup.$Properties {
        }

        /** Represents a RenameGroup. */
        class RenameGroup {

            /**
             * Constructs a new RenameGroup.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.RenameGroup.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RenameGroup title. */
            title: Uint8Array;

            /**
             * Encodes the specified RenameGroup message. Does not implicitly {@link cellwire.v1.RenameGroup.verify|verify} messages.
             * @param message RenameGroup message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.RenameGroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RenameGroup message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.RenameGroup & cellwire.v1.RenameGroup.$Shape} RenameGroup
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.RenameGroup & cellwire.v1.RenameGroup.$Shape;
        }

        namespace RenameGroup {

            /** Properties of a RenameGroup. */
            interface $Properties {

                /** RenameGroup title */
                title?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RenameGroup. */
            type $Shape = cellwire.v1.RenameGroup.$Properties;
        }

        /**
         * Properties of a ChangeRole.
         * @deprecated Use cellwire.v1.ChangeRole.$Properties instead.
         */
        interface IChangeRole extends cellwire.v1.ChangeRole.$Properties {
        }

        /** Represents a ChangeRole. */
        class ChangeRole {

            /**
             * Constructs a new ChangeRole.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChangeRole.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChangeRole user. */
            user: string;

            /** ChangeRole role. */
            role: cellwire.v1.GroupRole;

            /**
             * Encodes the specified ChangeRole message. Does not implicitly {@link cellwire.v1.ChangeRole.verify|verify} messages.
             * @param message ChangeRole message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChangeRole.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChangeRole message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChangeRole & cellwire.v1.ChangeRole.$Shape} ChangeRole
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChangeRole & cellwire.v1.ChangeRole.$Shape;
        }

        namespace ChangeRole {

            /** Properties of a ChangeRole. */
            interface $Properties {

                /** ChangeRole user */
                user?: (string|null);

                /** ChangeRole role */
                role?: (cellwire.v1.GroupRole|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChangeRole. */
            type $Shape = cellwire.v1.ChangeRole.$Properties;
        }

        /** GroupRole enum. */
        enum GroupRole {

            /** MEMBER value */
            MEMBER = 0,

            /** ADMIN value */
            ADMIN = 1
        }

        /**
         * Properties of a GetGroup.
         * @deprecated Use cellwire.v1.GetGroup.$Properties instead.
         */
        interface IGetGroup extends cellwire.v1.GetGroup.$Properties {
        }

        /** Represents a GetGroup. */
        class GetGroup {

            /**
             * Constructs a new GetGroup.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GetGroup.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetGroup group. */
            group: string;

            /**
             * Encodes the specified GetGroup message. Does not implicitly {@link cellwire.v1.GetGroup.verify|verify} messages.
             * @param message GetGroup message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GetGroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetGroup message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GetGroup & cellwire.v1.GetGroup.$Shape} GetGroup
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GetGroup & cellwire.v1.GetGroup.$Shape;
        }

        namespace GetGroup {

            /** Properties of a GetGroup. */
            interface $Properties {

                /** GetGroup group */
                group?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetGroup. */
            type $Shape = cellwire.v1.GetGroup.$Properties;
        }

        /**
         * Properties of a Group.
         * @deprecated Use cellwire.v1.Group.$Properties instead.
         */
        interface IGroup extends cellwire.v1.Group.$Properties {
        }

        /** Represents a Group. */
        class Group {

            /**
             * Constructs a new Group.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Group.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Group group. */
            group: string;

            /** Group title. */
            title: Uint8Array;

            /** Group changed. */
            changed?: (cellwire.v1.OrderKey.$Properties|null);

            /** Group members. */
            members: cellwire.v1.GroupMember.$Properties[];

            /**
             * Encodes the specified Group message. Does not implicitly {@link cellwire.v1.Group.verify|verify} messages.
             * @param message Group message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Group.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Group message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Group & cellwire.v1.Group.$Shape} Group
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Group & cellwire.v1.Group.$Shape;
        }

        namespace Group {

            /** Properties of a Group. */
            interface $Properties {

                /** Group group */
                group?: (string|null);

                /** Group title */
                title?: (Uint8Array|null);

                /** Group changed */
                changed?: (cellwire.v1.OrderKey.$Properties|null);

                /** Group members */
                members?: (cellwire.v1.GroupMember.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Group. */
            type $Shape = cellwire.v1.Group.$Properties;
        }

        /**
         * Properties of a GroupMember.
         * @deprecated Use cellwire.v1.GroupMember.$Properties instead.
         */
        interface IGroupMember extends cellwire.v1.GroupMember.$Properties {
        }

        /** Represents a GroupMember. */
        class GroupMember {

            /**
             * Constructs a new GroupMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GroupMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupMember user. */
            user: string;

            /** GroupMember role. */
            role: cellwire.v1.GroupRole;

            /** GroupMember joined. */
            joined?: (cellwire.v1.OrderKey.$Properties|null);

            /** GroupMember until. */
            until?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified GroupMember message. Does not implicitly {@link cellwire.v1.GroupMember.verify|verify} messages.
             * @param message GroupMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GroupMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GroupMember & cellwire.v1.GroupMember.$Shape} GroupMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GroupMember & cellwire.v1.GroupMember.$Shape;
        }

        namespace GroupMember {

            /** Properties of a GroupMember. */
            interface $Properties {

                /** GroupMember user */
                user?: (string|null);

                /** GroupMember role */
                role?: (cellwire.v1.GroupRole|null);

                /** GroupMember joined */
                joined?: (cellwire.v1.OrderKey.$Properties|null);

                /** GroupMember until */
                until?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GroupMember. */
            type $Shape = cellwire.v1.GroupMember.$Properties;
        }

        /**
         * Properties of a GetGroupReceipts.
         * @deprecated Use cellwire.v1.GetGroupReceipts.$Properties instead.
         */
        interface IGetGroupReceipts extends cellwire.v1.GetGroupReceipts.$Properties {
        }

        /** Represents a GetGroupReceipts. */
        class GetGroupReceipts {

            /**
             * Constructs a new GetGroupReceipts.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GetGroupReceipts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetGroupReceipts group. */
            group: string;

            /** GetGroupReceipts key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /** GetGroupReceipts after. */
            after: string;

            /**
             * Encodes the specified GetGroupReceipts message. Does not implicitly {@link cellwire.v1.GetGroupReceipts.verify|verify} messages.
             * @param message GetGroupReceipts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GetGroupReceipts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetGroupReceipts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GetGroupReceipts & cellwire.v1.GetGroupReceipts.$Shape} GetGroupReceipts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GetGroupReceipts & cellwire.v1.GetGroupReceipts.$Shape;
        }

        namespace GetGroupReceipts {

            /** Properties of a GetGroupReceipts. */
            interface $Properties {

                /** GetGroupReceipts group */
                group?: (string|null);

                /** GetGroupReceipts key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** GetGroupReceipts after */
                after?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetGroupReceipts. */
            type $Shape = cellwire.v1.GetGroupReceipts.$Properties;
        }

        /**
         * Properties of a GroupReceipts.
         * @deprecated Use cellwire.v1.GroupReceipts.$Properties instead.
         */
        interface IGroupReceipts extends cellwire.v1.GroupReceipts.$Properties {
        }

        /** Represents a GroupReceipts. */
        class GroupReceipts {

            /**
             * Constructs a new GroupReceipts.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GroupReceipts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupReceipts receipts. */
            receipts: cellwire.v1.MemberReceipt.$Properties[];

            /** GroupReceipts next. */
            next: string;

            /**
             * Encodes the specified GroupReceipts message. Does not implicitly {@link cellwire.v1.GroupReceipts.verify|verify} messages.
             * @param message GroupReceipts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GroupReceipts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupReceipts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GroupReceipts & cellwire.v1.GroupReceipts.$Shape} GroupReceipts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GroupReceipts & cellwire.v1.GroupReceipts.$Shape;
        }

        namespace GroupReceipts {

            /** Properties of a GroupReceipts. */
            interface $Properties {

                /** GroupReceipts receipts */
                receipts?: (cellwire.v1.MemberReceipt.$Properties[]|null);

                /** GroupReceipts next */
                next?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GroupReceipts. */
            type $Shape = cellwire.v1.GroupReceipts.$Properties;
        }

        /**
         * Properties of a MemberReceipt.
         * @deprecated Use cellwire.v1.MemberReceipt.$Properties instead.
         */
        interface IMemberReceipt extends cellwire.v1.MemberReceipt.$Properties {
        }

        /** Represents a MemberReceipt. */
        class MemberReceipt {

            /**
             * Constructs a new MemberReceipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MemberReceipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MemberReceipt user. */
            user: string;

            /** MemberReceipt delivered. */
            delivered?: (cellwire.v1.OrderKey.$Properties|null);

            /** MemberReceipt read. */
            read?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified MemberReceipt message. Does not implicitly {@link cellwire.v1.MemberReceipt.verify|verify} messages.
             * @param message MemberReceipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MemberReceipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MemberReceipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MemberReceipt & cellwire.v1.MemberReceipt.$Shape} MemberReceipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MemberReceipt & cellwire.v1.MemberReceipt.$Shape;
        }

        namespace MemberReceipt {

            /** Properties of a MemberReceipt. */
            interface $Properties {

                /** MemberReceipt user */
                user?: (string|null);

                /** MemberReceipt delivered */
                delivered?: (cellwire.v1.OrderKey.$Properties|null);

                /** MemberReceipt read */
                read?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MemberReceipt. */
            type $Shape = cellwire.v1.MemberReceipt.$Properties;
        }

        /**
         * Properties of a ListDevices.
         * @deprecated Use cellwire.v1.ListDevices.$Properties instead.
         */
        interface IListDevices extends cellwire.v1.ListDevices.$Properties {
        }

        /** Represents a ListDevices. */
        class ListDevices {

            /**
             * Constructs a new ListDevices.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ListDevices.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified ListDevices message. Does not implicitly {@link cellwire.v1.ListDevices.verify|verify} messages.
             * @param message ListDevices message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ListDevices.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListDevices message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ListDevices & cellwire.v1.ListDevices.$Shape} ListDevices
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ListDevices & cellwire.v1.ListDevices.$Shape;
        }

        namespace ListDevices {

            /** Properties of a ListDevices. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListDevices. */
            type $Shape = cellwire.v1.ListDevices.$Properties;
        }

        /**
         * Properties of a DeviceList.
         * @deprecated Use cellwire.v1.DeviceList.$Properties instead.
         */
        interface IDeviceList extends cellwire.v1.DeviceList.$Properties {
        }

        /** Represents a DeviceList. */
        class DeviceList {

            /**
             * Constructs a new DeviceList.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.DeviceList.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceList devices. */
            devices: cellwire.v1.LinkedDevice.$Properties[];

            /** DeviceList signed. */
            signed?: (cellwire.v1.SignedDeviceList.$Properties|null);

            /** DeviceList grant. */
            grant: Uint8Array;

            /** DeviceList prekeys. */
            prekeys?: (cellwire.v1.PrekeyCount.$Properties|null);

            /**
             * Encodes the specified DeviceList message. Does not implicitly {@link cellwire.v1.DeviceList.verify|verify} messages.
             * @param message DeviceList message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.DeviceList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceList message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.DeviceList & cellwire.v1.DeviceList.$Shape} DeviceList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.DeviceList & cellwire.v1.DeviceList.$Shape;
        }

        namespace DeviceList {

            /** Properties of a DeviceList. */
            interface $Properties {

                /** DeviceList devices */
                devices?: (cellwire.v1.LinkedDevice.$Properties[]|null);

                /** DeviceList signed */
                signed?: (cellwire.v1.SignedDeviceList.$Properties|null);

                /** DeviceList grant */
                grant?: (Uint8Array|null);

                /** DeviceList prekeys */
                prekeys?: (cellwire.v1.PrekeyCount.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceList. */
            type $Shape = cellwire.v1.DeviceList.$Properties;
        }

        /**
         * Properties of a LinkedDevice.
         * @deprecated Use cellwire.v1.LinkedDevice.$Properties instead.
         */
        interface ILinkedDevice extends cellwire.v1.LinkedDevice.$Properties {
        }

        /** Represents a LinkedDevice. */
        class LinkedDevice {

            /**
             * Constructs a new LinkedDevice.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.LinkedDevice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LinkedDevice device. */
            device: string;

            /** LinkedDevice linkedAtMs. */
            linkedAtMs: number;

            /** LinkedDevice name. */
            name: string;

            /** LinkedDevice identityKey. */
            identityKey: Uint8Array;

            /**
             * Encodes the specified LinkedDevice message. Does not implicitly {@link cellwire.v1.LinkedDevice.verify|verify} messages.
             * @param message LinkedDevice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.LinkedDevice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LinkedDevice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.LinkedDevice & cellwire.v1.LinkedDevice.$Shape} LinkedDevice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.LinkedDevice & cellwire.v1.LinkedDevice.$Shape;
        }

        namespace LinkedDevice {

            /** Properties of a LinkedDevice. */
            interface $Properties {

                /** LinkedDevice device */
                device?: (string|null);

                /** LinkedDevice linkedAtMs */
                linkedAtMs?: (number|null);

                /** LinkedDevice name */
                name?: (string|null);

                /** LinkedDevice identityKey */
                identityKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LinkedDevice. */
            type $Shape = cellwire.v1.LinkedDevice.$Properties;
        }

        /**
         * Properties of a NameDevice.
         * @deprecated Use cellwire.v1.NameDevice.$Properties instead.
         */
        interface INameDevice extends cellwire.v1.NameDevice.$Properties {
        }

        /** Represents a NameDevice. */
        class NameDevice {

            /**
             * Constructs a new NameDevice.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.NameDevice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** NameDevice device. */
            device: string;

            /** NameDevice name. */
            name: string;

            /**
             * Encodes the specified NameDevice message. Does not implicitly {@link cellwire.v1.NameDevice.verify|verify} messages.
             * @param message NameDevice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.NameDevice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a NameDevice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.NameDevice & cellwire.v1.NameDevice.$Shape} NameDevice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.NameDevice & cellwire.v1.NameDevice.$Shape;
        }

        namespace NameDevice {

            /** Properties of a NameDevice. */
            interface $Properties {

                /** NameDevice device */
                device?: (string|null);

                /** NameDevice name */
                name?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a NameDevice. */
            type $Shape = cellwire.v1.NameDevice.$Properties;
        }

        /**
         * Properties of a RevokeDevice.
         * @deprecated Use cellwire.v1.RevokeDevice.$Properties instead.
         */
        interface IRevokeDevice extends cellwire.v1.RevokeDevice.$Properties {
        }

        /** Represents a RevokeDevice. */
        class RevokeDevice {

            /**
             * Constructs a new RevokeDevice.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.RevokeDevice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RevokeDevice device. */
            device: string;

            /** RevokeDevice evenLast. */
            evenLast: boolean;

            /**
             * Encodes the specified RevokeDevice message. Does not implicitly {@link cellwire.v1.RevokeDevice.verify|verify} messages.
             * @param message RevokeDevice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.RevokeDevice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RevokeDevice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.RevokeDevice & cellwire.v1.RevokeDevice.$Shape} RevokeDevice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.RevokeDevice & cellwire.v1.RevokeDevice.$Shape;
        }

        namespace RevokeDevice {

            /** Properties of a RevokeDevice. */
            interface $Properties {

                /** RevokeDevice device */
                device?: (string|null);

                /** RevokeDevice evenLast */
                evenLast?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RevokeDevice. */
            type $Shape = cellwire.v1.RevokeDevice.$Properties;
        }

        /**
         * Properties of a DevicesChanged.
         * @deprecated Use cellwire.v1.DevicesChanged.$Properties instead.
         */
        interface IDevicesChanged extends cellwire.v1.DevicesChanged.$Properties {
        }

        /** Represents a DevicesChanged. */
        class DevicesChanged {

            /**
             * Constructs a new DevicesChanged.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.DevicesChanged.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified DevicesChanged message. Does not implicitly {@link cellwire.v1.DevicesChanged.verify|verify} messages.
             * @param message DevicesChanged message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.DevicesChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DevicesChanged message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.DevicesChanged & cellwire.v1.DevicesChanged.$Shape} DevicesChanged
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.DevicesChanged & cellwire.v1.DevicesChanged.$Shape;
        }

        namespace DevicesChanged {

            /** Properties of a DevicesChanged. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DevicesChanged. */
            type $Shape = cellwire.v1.DevicesChanged.$Properties;
        }

        /**
         * Properties of a RegisterIdentity.
         * @deprecated Use cellwire.v1.RegisterIdentity.$Properties instead.
         */
        interface IRegisterIdentity extends cellwire.v1.RegisterIdentity.$Properties {
        }

        /** Represents a RegisterIdentity. */
        class RegisterIdentity {

            /**
             * Constructs a new RegisterIdentity.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.RegisterIdentity.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RegisterIdentity identityKey. */
            identityKey: Uint8Array;

            /**
             * Encodes the specified RegisterIdentity message. Does not implicitly {@link cellwire.v1.RegisterIdentity.verify|verify} messages.
             * @param message RegisterIdentity message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.RegisterIdentity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RegisterIdentity message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.RegisterIdentity & cellwire.v1.RegisterIdentity.$Shape} RegisterIdentity
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.RegisterIdentity & cellwire.v1.RegisterIdentity.$Shape;
        }

        namespace RegisterIdentity {

            /** Properties of a RegisterIdentity. */
            interface $Properties {

                /** RegisterIdentity identityKey */
                identityKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RegisterIdentity. */
            type $Shape = cellwire.v1.RegisterIdentity.$Properties;
        }

        /**
         * Properties of a SignedDeviceList.
         * @deprecated Use cellwire.v1.SignedDeviceList.$Properties instead.
         */
        interface ISignedDeviceList extends cellwire.v1.SignedDeviceList.$Properties {
        }

        /** Represents a SignedDeviceList. */
        class SignedDeviceList {

            /**
             * Constructs a new SignedDeviceList.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SignedDeviceList.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedDeviceList user. */
            user: string;

            /** SignedDeviceList version. */
            version: number;

            /** SignedDeviceList accountKey. */
            accountKey: Uint8Array;

            /** SignedDeviceList devices. */
            devices: cellwire.v1.SignedDevice.$Properties[];

            /** SignedDeviceList signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified SignedDeviceList message. Does not implicitly {@link cellwire.v1.SignedDeviceList.verify|verify} messages.
             * @param message SignedDeviceList message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SignedDeviceList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedDeviceList message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SignedDeviceList & cellwire.v1.SignedDeviceList.$Shape} SignedDeviceList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SignedDeviceList & cellwire.v1.SignedDeviceList.$Shape;
        }

        namespace SignedDeviceList {

            /** Properties of a SignedDeviceList. */
            interface $Properties {

                /** SignedDeviceList user */
                user?: (string|null);

                /** SignedDeviceList version */
                version?: (number|null);

                /** SignedDeviceList accountKey */
                accountKey?: (Uint8Array|null);

                /** SignedDeviceList devices */
                devices?: (cellwire.v1.SignedDevice.$Properties[]|null);

                /** SignedDeviceList signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignedDeviceList. */
            type $Shape = cellwire.v1.SignedDeviceList.$Properties;
        }

        /**
         * Properties of a SignedDevice.
         * @deprecated Use cellwire.v1.SignedDevice.$Properties instead.
         */
        interface ISignedDevice extends cellwire.v1.SignedDevice.$Properties {
        }

        /** Represents a SignedDevice. */
        class SignedDevice {

            /**
             * Constructs a new SignedDevice.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SignedDevice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedDevice device. */
            device: string;

            /** SignedDevice identityKey. */
            identityKey: Uint8Array;

            /** SignedDevice addedAtMs. */
            addedAtMs: number;

            /**
             * Encodes the specified SignedDevice message. Does not implicitly {@link cellwire.v1.SignedDevice.verify|verify} messages.
             * @param message SignedDevice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SignedDevice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedDevice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SignedDevice & cellwire.v1.SignedDevice.$Shape} SignedDevice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SignedDevice & cellwire.v1.SignedDevice.$Shape;
        }

        namespace SignedDevice {

            /** Properties of a SignedDevice. */
            interface $Properties {

                /** SignedDevice device */
                device?: (string|null);

                /** SignedDevice identityKey */
                identityKey?: (Uint8Array|null);

                /** SignedDevice addedAtMs */
                addedAtMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignedDevice. */
            type $Shape = cellwire.v1.SignedDevice.$Properties;
        }

        /**
         * Properties of a ListVersion.
         * @deprecated Use cellwire.v1.ListVersion.$Properties instead.
         */
        interface IListVersion extends cellwire.v1.ListVersion.$Properties {
        }

        /** Represents a ListVersion. */
        class ListVersion {

            /**
             * Constructs a new ListVersion.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ListVersion.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListVersion user. */
            user: string;

            /** ListVersion version. */
            version: number;

            /**
             * Encodes the specified ListVersion message. Does not implicitly {@link cellwire.v1.ListVersion.verify|verify} messages.
             * @param message ListVersion message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ListVersion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListVersion message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ListVersion & cellwire.v1.ListVersion.$Shape} ListVersion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ListVersion & cellwire.v1.ListVersion.$Shape;
        }

        namespace ListVersion {

            /** Properties of a ListVersion. */
            interface $Properties {

                /** ListVersion user */
                user?: (string|null);

                /** ListVersion version */
                version?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListVersion. */
            type $Shape = cellwire.v1.ListVersion.$Properties;
        }

        /**
         * Properties of a PutDeviceList.
         * @deprecated Use cellwire.v1.PutDeviceList.$Properties instead.
         */
        interface IPutDeviceList extends cellwire.v1.PutDeviceList.$Properties {
        }

        /** Represents a PutDeviceList. */
        class PutDeviceList {

            /**
             * Constructs a new PutDeviceList.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PutDeviceList.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PutDeviceList list. */
            list?: (cellwire.v1.SignedDeviceList.$Properties|null);

            /** PutDeviceList grants. */
            grants: cellwire.v1.DeviceGrant.$Properties[];

            /**
             * Encodes the specified PutDeviceList message. Does not implicitly {@link cellwire.v1.PutDeviceList.verify|verify} messages.
             * @param message PutDeviceList message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PutDeviceList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PutDeviceList message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PutDeviceList & cellwire.v1.PutDeviceList.$Shape} PutDeviceList
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PutDeviceList & cellwire.v1.PutDeviceList.$Shape;
        }

        namespace PutDeviceList {

            /** Properties of a PutDeviceList. */
            interface $Properties {

                /** PutDeviceList list */
                list?: (cellwire.v1.SignedDeviceList.$Properties|null);

                /** PutDeviceList grants */
                grants?: (cellwire.v1.DeviceGrant.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PutDeviceList. */
            type $Shape = cellwire.v1.PutDeviceList.$Properties;
        }

        /**
         * Properties of a DeviceGrant.
         * @deprecated Use cellwire.v1.DeviceGrant.$Properties instead.
         */
        interface IDeviceGrant extends cellwire.v1.DeviceGrant.$Properties {
        }

        /** Represents a DeviceGrant. */
        class DeviceGrant {

            /**
             * Constructs a new DeviceGrant.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.DeviceGrant.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceGrant device. */
            device: string;

            /** DeviceGrant sealed. */
            sealed: Uint8Array;

            /**
             * Encodes the specified DeviceGrant message. Does not implicitly {@link cellwire.v1.DeviceGrant.verify|verify} messages.
             * @param message DeviceGrant message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.DeviceGrant.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceGrant message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.DeviceGrant & cellwire.v1.DeviceGrant.$Shape} DeviceGrant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.DeviceGrant & cellwire.v1.DeviceGrant.$Shape;
        }

        namespace DeviceGrant {

            /** Properties of a DeviceGrant. */
            interface $Properties {

                /** DeviceGrant device */
                device?: (string|null);

                /** DeviceGrant sealed */
                sealed?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceGrant. */
            type $Shape = cellwire.v1.DeviceGrant.$Properties;
        }

        /**
         * Properties of a GetDeviceLists.
         * @deprecated Use cellwire.v1.GetDeviceLists.$Properties instead.
         */
        interface IGetDeviceLists extends cellwire.v1.GetDeviceLists.$Properties {
        }

        /** Represents a GetDeviceLists. */
        class GetDeviceLists {

            /**
             * Constructs a new GetDeviceLists.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GetDeviceLists.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetDeviceLists users. */
            users: string[];

            /**
             * Encodes the specified GetDeviceLists message. Does not implicitly {@link cellwire.v1.GetDeviceLists.verify|verify} messages.
             * @param message GetDeviceLists message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GetDeviceLists.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetDeviceLists message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GetDeviceLists & cellwire.v1.GetDeviceLists.$Shape} GetDeviceLists
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GetDeviceLists & cellwire.v1.GetDeviceLists.$Shape;
        }

        namespace GetDeviceLists {

            /** Properties of a GetDeviceLists. */
            interface $Properties {

                /** GetDeviceLists users */
                users?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetDeviceLists. */
            type $Shape = cellwire.v1.GetDeviceLists.$Properties;
        }

        /**
         * Properties of a SignedDeviceLists.
         * @deprecated Use cellwire.v1.SignedDeviceLists.$Properties instead.
         */
        interface ISignedDeviceLists extends cellwire.v1.SignedDeviceLists.$Properties {
        }

        /** Represents a SignedDeviceLists. */
        class SignedDeviceLists {

            /**
             * Constructs a new SignedDeviceLists.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SignedDeviceLists.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedDeviceLists lists. */
            lists: cellwire.v1.SignedDeviceList.$Properties[];

            /**
             * Encodes the specified SignedDeviceLists message. Does not implicitly {@link cellwire.v1.SignedDeviceLists.verify|verify} messages.
             * @param message SignedDeviceLists message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SignedDeviceLists.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedDeviceLists message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SignedDeviceLists & cellwire.v1.SignedDeviceLists.$Shape} SignedDeviceLists
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SignedDeviceLists & cellwire.v1.SignedDeviceLists.$Shape;
        }

        namespace SignedDeviceLists {

            /** Properties of a SignedDeviceLists. */
            interface $Properties {

                /** SignedDeviceLists lists */
                lists?: (cellwire.v1.SignedDeviceList.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignedDeviceLists. */
            type $Shape = cellwire.v1.SignedDeviceLists.$Properties;
        }

        /**
         * Properties of an UploadPrekeys.
         * @deprecated Use cellwire.v1.UploadPrekeys.$Properties instead.
         */
        interface IUploadPrekeys extends cellwire.v1.UploadPrekeys.$Properties {
        }

        /** Represents an UploadPrekeys. */
        class UploadPrekeys {

            /**
             * Constructs a new UploadPrekeys.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.UploadPrekeys.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UploadPrekeys signed. */
            signed?: (cellwire.v1.SignedPrekey.$Properties|null);

            /** UploadPrekeys oneTime. */
            oneTime: cellwire.v1.Prekey.$Properties[];

            /**
             * Encodes the specified UploadPrekeys message. Does not implicitly {@link cellwire.v1.UploadPrekeys.verify|verify} messages.
             * @param message UploadPrekeys message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.UploadPrekeys.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadPrekeys message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.UploadPrekeys & cellwire.v1.UploadPrekeys.$Shape} UploadPrekeys
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.UploadPrekeys & cellwire.v1.UploadPrekeys.$Shape;
        }

        namespace UploadPrekeys {

            /** Properties of an UploadPrekeys. */
            interface $Properties {

                /** UploadPrekeys signed */
                signed?: (cellwire.v1.SignedPrekey.$Properties|null);

                /** UploadPrekeys oneTime */
                oneTime?: (cellwire.v1.Prekey.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadPrekeys. */
            type $Shape = cellwire.v1.UploadPrekeys.$Properties;
        }

        /**
         * Properties of a Prekey.
         * @deprecated Use cellwire.v1.Prekey.$Properties instead.
         */
        interface IPrekey extends cellwire.v1.Prekey.$Properties {
        }

        /** Represents a Prekey. */
        class Prekey {

            /**
             * Constructs a new Prekey.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Prekey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Prekey keyId. */
            keyId: number;

            /** Prekey key. */
            key: Uint8Array;

            /**
             * Encodes the specified Prekey message. Does not implicitly {@link cellwire.v1.Prekey.verify|verify} messages.
             * @param message Prekey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Prekey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Prekey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Prekey & cellwire.v1.Prekey.$Shape} Prekey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Prekey & cellwire.v1.Prekey.$Shape;
        }

        namespace Prekey {

            /** Properties of a Prekey. */
            interface $Properties {

                /** Prekey keyId */
                keyId?: (number|null);

                /** Prekey key */
                key?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Prekey. */
            type $Shape = cellwire.v1.Prekey.$Properties;
        }

        /**
         * Properties of a SignedPrekey.
         * @deprecated Use cellwire.v1.SignedPrekey.$Properties instead.
         */
        interface ISignedPrekey extends cellwire.v1.SignedPrekey.$Properties {
        }

        /** Represents a SignedPrekey. */
        class SignedPrekey {

            /**
             * Constructs a new SignedPrekey.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SignedPrekey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedPrekey keyId. */
            keyId: number;

            /** SignedPrekey key. */
            key: Uint8Array;

            /** SignedPrekey signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified SignedPrekey message. Does not implicitly {@link cellwire.v1.SignedPrekey.verify|verify} messages.
             * @param message SignedPrekey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SignedPrekey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedPrekey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SignedPrekey & cellwire.v1.SignedPrekey.$Shape} SignedPrekey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SignedPrekey & cellwire.v1.SignedPrekey.$Shape;
        }

        namespace SignedPrekey {

            /** Properties of a SignedPrekey. */
            interface $Properties {

                /** SignedPrekey keyId */
                keyId?: (number|null);

                /** SignedPrekey key */
                key?: (Uint8Array|null);

                /** SignedPrekey signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignedPrekey. */
            type $Shape = cellwire.v1.SignedPrekey.$Properties;
        }

        /**
         * Properties of a PrekeyCount.
         * @deprecated Use cellwire.v1.PrekeyCount.$Properties instead.
         */
        interface IPrekeyCount extends cellwire.v1.PrekeyCount.$Properties {
        }

        /** Represents a PrekeyCount. */
        class PrekeyCount {

            /**
             * Constructs a new PrekeyCount.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PrekeyCount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyCount oneTime. */
            oneTime: number;

            /**
             * Encodes the specified PrekeyCount message. Does not implicitly {@link cellwire.v1.PrekeyCount.verify|verify} messages.
             * @param message PrekeyCount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PrekeyCount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyCount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PrekeyCount & cellwire.v1.PrekeyCount.$Shape} PrekeyCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PrekeyCount & cellwire.v1.PrekeyCount.$Shape;
        }

        namespace PrekeyCount {

            /** Properties of a PrekeyCount. */
            interface $Properties {

                /** PrekeyCount oneTime */
                oneTime?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyCount. */
            type $Shape = cellwire.v1.PrekeyCount.$Properties;
        }

        /**
         * Properties of a ClaimPrekeys.
         * @deprecated Use cellwire.v1.ClaimPrekeys.$Properties instead.
         */
        interface IClaimPrekeys extends cellwire.v1.ClaimPrekeys.$Properties {
        }

        /** Represents a ClaimPrekeys. */
        class ClaimPrekeys {

            /**
             * Constructs a new ClaimPrekeys.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ClaimPrekeys.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClaimPrekeys user. */
            user: string;

            /** ClaimPrekeys devices. */
            devices: string[];

            /**
             * Encodes the specified ClaimPrekeys message. Does not implicitly {@link cellwire.v1.ClaimPrekeys.verify|verify} messages.
             * @param message ClaimPrekeys message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ClaimPrekeys.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClaimPrekeys message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ClaimPrekeys & cellwire.v1.ClaimPrekeys.$Shape} ClaimPrekeys
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ClaimPrekeys & cellwire.v1.ClaimPrekeys.$Shape;
        }

        namespace ClaimPrekeys {

            /** Properties of a ClaimPrekeys. */
            interface $Properties {

                /** ClaimPrekeys user */
                user?: (string|null);

                /** ClaimPrekeys devices */
                devices?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClaimPrekeys. */
            type $Shape = cellwire.v1.ClaimPrekeys.$Properties;
        }

        /**
         * Properties of a PrekeyBundles.
         * @deprecated Use cellwire.v1.PrekeyBundles.$Properties instead.
         */
        interface IPrekeyBundles extends cellwire.v1.PrekeyBundles.$Properties {
        }

        /** Represents a PrekeyBundles. */
        class PrekeyBundles {

            /**
             * Constructs a new PrekeyBundles.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PrekeyBundles.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyBundles bundles. */
            bundles: cellwire.v1.PrekeyBundle.$Properties[];

            /**
             * Encodes the specified PrekeyBundles message. Does not implicitly {@link cellwire.v1.PrekeyBundles.verify|verify} messages.
             * @param message PrekeyBundles message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PrekeyBundles.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyBundles message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PrekeyBundles & cellwire.v1.PrekeyBundles.$Shape} PrekeyBundles
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PrekeyBundles & cellwire.v1.PrekeyBundles.$Shape;
        }

        namespace PrekeyBundles {

            /** Properties of a PrekeyBundles. */
            interface $Properties {

                /** PrekeyBundles bundles */
                bundles?: (cellwire.v1.PrekeyBundle.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyBundles. */
            type $Shape = cellwire.v1.PrekeyBundles.$Properties;
        }

        /**
         * Properties of a PrekeyBundle.
         * @deprecated Use cellwire.v1.PrekeyBundle.$Properties instead.
         */
        interface IPrekeyBundle extends cellwire.v1.PrekeyBundle.$Properties {
        }

        /** Represents a PrekeyBundle. */
        class PrekeyBundle {

            /**
             * Constructs a new PrekeyBundle.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PrekeyBundle.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyBundle device. */
            device: string;

            /** PrekeyBundle identityKey. */
            identityKey: Uint8Array;

            /** PrekeyBundle signed. */
            signed?: (cellwire.v1.SignedPrekey.$Properties|null);

            /** PrekeyBundle oneTime. */
            oneTime?: (cellwire.v1.Prekey.$Properties|null);

            /**
             * Encodes the specified PrekeyBundle message. Does not implicitly {@link cellwire.v1.PrekeyBundle.verify|verify} messages.
             * @param message PrekeyBundle message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PrekeyBundle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyBundle message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PrekeyBundle & cellwire.v1.PrekeyBundle.$Shape} PrekeyBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PrekeyBundle & cellwire.v1.PrekeyBundle.$Shape;
        }

        namespace PrekeyBundle {

            /** Properties of a PrekeyBundle. */
            interface $Properties {

                /** PrekeyBundle device */
                device?: (string|null);

                /** PrekeyBundle identityKey */
                identityKey?: (Uint8Array|null);

                /** PrekeyBundle signed */
                signed?: (cellwire.v1.SignedPrekey.$Properties|null);

                /** PrekeyBundle oneTime */
                oneTime?: (cellwire.v1.Prekey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyBundle. */
            type $Shape = cellwire.v1.PrekeyBundle.$Properties;
        }

        /**
         * Properties of a PrekeysLow.
         * @deprecated Use cellwire.v1.PrekeysLow.$Properties instead.
         */
        interface IPrekeysLow extends cellwire.v1.PrekeysLow.$Properties {
        }

        /** Represents a PrekeysLow. */
        class PrekeysLow {

            /**
             * Constructs a new PrekeysLow.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PrekeysLow.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeysLow oneTimeLeft. */
            oneTimeLeft: number;

            /**
             * Encodes the specified PrekeysLow message. Does not implicitly {@link cellwire.v1.PrekeysLow.verify|verify} messages.
             * @param message PrekeysLow message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PrekeysLow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeysLow message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PrekeysLow & cellwire.v1.PrekeysLow.$Shape} PrekeysLow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PrekeysLow & cellwire.v1.PrekeysLow.$Shape;
        }

        namespace PrekeysLow {

            /** Properties of a PrekeysLow. */
            interface $Properties {

                /** PrekeysLow oneTimeLeft */
                oneTimeLeft?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeysLow. */
            type $Shape = cellwire.v1.PrekeysLow.$Properties;
        }

        /** Audience enum. */
        enum Audience {

            /** EVERYONE value */
            EVERYONE = 0,

            /** CONTACTS value */
            CONTACTS = 1,

            /** NOBODY value */
            NOBODY = 2
        }

        /**
         * Properties of a Privacy.
         * @deprecated Use cellwire.v1.Privacy.$Properties instead.
         */
        interface IPrivacy extends cellwire.v1.Privacy.$Properties {
        }

        /** Represents a Privacy. */
        class Privacy {

            /**
             * Constructs a new Privacy.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Privacy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Privacy version. */
            version: number;

            /** Privacy lastSeen. */
            lastSeen: cellwire.v1.Audience;

            /** Privacy online. */
            online: cellwire.v1.Audience;

            /** Privacy delivered. */
            delivered: cellwire.v1.Audience;

            /** Privacy readReceiptsOff. */
            readReceiptsOff: boolean;

            /**
             * Encodes the specified Privacy message. Does not implicitly {@link cellwire.v1.Privacy.verify|verify} messages.
             * @param message Privacy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Privacy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Privacy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Privacy & cellwire.v1.Privacy.$Shape} Privacy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Privacy & cellwire.v1.Privacy.$Shape;
        }

        namespace Privacy {

            /** Properties of a Privacy. */
            interface $Properties {

                /** Privacy version */
                version?: (number|null);

                /** Privacy lastSeen */
                lastSeen?: (cellwire.v1.Audience|null);

                /** Privacy online */
                online?: (cellwire.v1.Audience|null);

                /** Privacy delivered */
                delivered?: (cellwire.v1.Audience|null);

                /** Privacy readReceiptsOff */
                readReceiptsOff?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Privacy. */
            type $Shape = cellwire.v1.Privacy.$Properties;
        }

        /**
         * Properties of a GetPrivacy.
         * @deprecated Use cellwire.v1.GetPrivacy.$Properties instead.
         */
        interface IGetPrivacy extends cellwire.v1.GetPrivacy.$Properties {
        }

        /** Represents a GetPrivacy. */
        class GetPrivacy {

            /**
             * Constructs a new GetPrivacy.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GetPrivacy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified GetPrivacy message. Does not implicitly {@link cellwire.v1.GetPrivacy.verify|verify} messages.
             * @param message GetPrivacy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GetPrivacy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetPrivacy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GetPrivacy & cellwire.v1.GetPrivacy.$Shape} GetPrivacy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GetPrivacy & cellwire.v1.GetPrivacy.$Shape;
        }

        namespace GetPrivacy {

            /** Properties of a GetPrivacy. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetPrivacy. */
            type $Shape = cellwire.v1.GetPrivacy.$Properties;
        }

        /**
         * Properties of an UpdatePrivacy.
         * @deprecated Use cellwire.v1.UpdatePrivacy.$Properties instead.
         */
        interface IUpdatePrivacy extends cellwire.v1.UpdatePrivacy.$Properties {
        }

        /** Represents an UpdatePrivacy. */
        class UpdatePrivacy {

            /**
             * Constructs a new UpdatePrivacy.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.UpdatePrivacy.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpdatePrivacy privacy. */
            privacy?: (cellwire.v1.Privacy.$Properties|null);

            /**
             * Encodes the specified UpdatePrivacy message. Does not implicitly {@link cellwire.v1.UpdatePrivacy.verify|verify} messages.
             * @param message UpdatePrivacy message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.UpdatePrivacy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpdatePrivacy message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.UpdatePrivacy & cellwire.v1.UpdatePrivacy.$Shape} UpdatePrivacy
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.UpdatePrivacy & cellwire.v1.UpdatePrivacy.$Shape;
        }

        namespace UpdatePrivacy {

            /** Properties of an UpdatePrivacy. */
            interface $Properties {

                /** UpdatePrivacy privacy */
                privacy?: (cellwire.v1.Privacy.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpdatePrivacy. */
            type $Shape = cellwire.v1.UpdatePrivacy.$Properties;
        }

        /**
         * Properties of a PrivacyChanged.
         * @deprecated Use cellwire.v1.PrivacyChanged.$Properties instead.
         */
        interface IPrivacyChanged extends cellwire.v1.PrivacyChanged.$Properties {
        }

        /** Represents a PrivacyChanged. */
        class PrivacyChanged {

            /**
             * Constructs a new PrivacyChanged.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PrivacyChanged.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified PrivacyChanged message. Does not implicitly {@link cellwire.v1.PrivacyChanged.verify|verify} messages.
             * @param message PrivacyChanged message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PrivacyChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrivacyChanged message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PrivacyChanged & cellwire.v1.PrivacyChanged.$Shape} PrivacyChanged
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PrivacyChanged & cellwire.v1.PrivacyChanged.$Shape;
        }

        namespace PrivacyChanged {

            /** Properties of a PrivacyChanged. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrivacyChanged. */
            type $Shape = cellwire.v1.PrivacyChanged.$Properties;
        }

        /** PeopleList enum. */
        enum PeopleList {

            /** BLOCKED value */
            BLOCKED = 0,

            /** CONTACT value */
            CONTACT = 1
        }

        /**
         * Properties of a ChangePeople.
         * @deprecated Use cellwire.v1.ChangePeople.$Properties instead.
         */
        interface IChangePeople extends cellwire.v1.ChangePeople.$Properties {
        }

        /** Represents a ChangePeople. */
        class ChangePeople {

            /**
             * Constructs a new ChangePeople.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChangePeople.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChangePeople list. */
            list: cellwire.v1.PeopleList;

            /** ChangePeople add. */
            add: string[];

            /** ChangePeople remove. */
            remove: string[];

            /**
             * Encodes the specified ChangePeople message. Does not implicitly {@link cellwire.v1.ChangePeople.verify|verify} messages.
             * @param message ChangePeople message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChangePeople.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChangePeople message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChangePeople & cellwire.v1.ChangePeople.$Shape} ChangePeople
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChangePeople & cellwire.v1.ChangePeople.$Shape;
        }

        namespace ChangePeople {

            /** Properties of a ChangePeople. */
            interface $Properties {

                /** ChangePeople list */
                list?: (cellwire.v1.PeopleList|null);

                /** ChangePeople add */
                add?: (string[]|null);

                /** ChangePeople remove */
                remove?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChangePeople. */
            type $Shape = cellwire.v1.ChangePeople.$Properties;
        }

        /**
         * Properties of a ListPeople.
         * @deprecated Use cellwire.v1.ListPeople.$Properties instead.
         */
        interface IListPeople extends cellwire.v1.ListPeople.$Properties {
        }

        /** Represents a ListPeople. */
        class ListPeople {

            /**
             * Constructs a new ListPeople.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ListPeople.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListPeople list. */
            list: cellwire.v1.PeopleList;

            /** ListPeople after. */
            after: string;

            /**
             * Encodes the specified ListPeople message. Does not implicitly {@link cellwire.v1.ListPeople.verify|verify} messages.
             * @param message ListPeople message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ListPeople.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListPeople message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ListPeople & cellwire.v1.ListPeople.$Shape} ListPeople
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ListPeople & cellwire.v1.ListPeople.$Shape;
        }

        namespace ListPeople {

            /** Properties of a ListPeople. */
            interface $Properties {

                /** ListPeople list */
                list?: (cellwire.v1.PeopleList|null);

                /** ListPeople after */
                after?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListPeople. */
            type $Shape = cellwire.v1.ListPeople.$Properties;
        }

        /**
         * Properties of a People.
         * @deprecated Use cellwire.v1.People.$Properties instead.
         */
        interface IPeople extends cellwire.v1.People.$Properties {
        }

        /** Represents a People. */
        class People {

            /**
             * Constructs a new People.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.People.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** People users. */
            users: string[];

            /** People more. */
            more: boolean;

            /**
             * Encodes the specified People message. Does not implicitly {@link cellwire.v1.People.verify|verify} messages.
             * @param message People message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.People.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a People message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.People & cellwire.v1.People.$Shape} People
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.People & cellwire.v1.People.$Shape;
        }

        namespace People {

            /** Properties of a People. */
            interface $Properties {

                /** People users */
                users?: (string[]|null);

                /** People more */
                more?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a People. */
            type $Shape = cellwire.v1.People.$Properties;
        }

        /**
         * Properties of a WatchPresence.
         * @deprecated Use cellwire.v1.WatchPresence.$Properties instead.
         */
        interface IWatchPresence extends cellwire.v1.WatchPresence.$Properties {
        }

        /** Represents a WatchPresence. */
        class WatchPresence {

            /**
             * Constructs a new WatchPresence.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.WatchPresence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchPresence users. */
            users: string[];

            /**
             * Encodes the specified WatchPresence message. Does not implicitly {@link cellwire.v1.WatchPresence.verify|verify} messages.
             * @param message WatchPresence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.WatchPresence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchPresence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.WatchPresence & cellwire.v1.WatchPresence.$Shape} WatchPresence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.WatchPresence & cellwire.v1.WatchPresence.$Shape;
        }

        namespace WatchPresence {

            /** Properties of a WatchPresence. */
            interface $Properties {

                /** WatchPresence users */
                users?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchPresence. */
            type $Shape = cellwire.v1.WatchPresence.$Properties;
        }

        /**
         * Properties of a Presences.
         * @deprecated Use cellwire.v1.Presences.$Properties instead.
         */
        interface IPresences extends cellwire.v1.Presences.$Properties {
        }

        /** Represents a Presences. */
        class Presences {

            /**
             * Constructs a new Presences.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Presences.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Presences presences. */
            presences: cellwire.v1.Presence.$Properties[];

            /**
             * Encodes the specified Presences message. Does not implicitly {@link cellwire.v1.Presences.verify|verify} messages.
             * @param message Presences message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Presences.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Presences message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Presences & cellwire.v1.Presences.$Shape} Presences
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Presences & cellwire.v1.Presences.$Shape;
        }

        namespace Presences {

            /** Properties of a Presences. */
            interface $Properties {

                /** Presences presences */
                presences?: (cellwire.v1.Presence.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Presences. */
            type $Shape = cellwire.v1.Presences.$Properties;
        }

        /**
         * Properties of a Presence.
         * @deprecated Use cellwire.v1.Presence.$Properties instead.
         */
        interface IPresence extends cellwire.v1.Presence.$Properties {
        }

        /** Represents a Presence. */
        class Presence {

            /**
             * Constructs a new Presence.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Presence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Presence user. */
            user: string;

            /** Presence online. */
            online: boolean;

            /** Presence lastSeenMs. */
            lastSeenMs: number;

            /**
             * Encodes the specified Presence message. Does not implicitly {@link cellwire.v1.Presence.verify|verify} messages.
             * @param message Presence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Presence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Presence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Presence & cellwire.v1.Presence.$Shape} Presence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Presence & cellwire.v1.Presence.$Shape;
        }

        namespace Presence {

            /** Properties of a Presence. */
            interface $Properties {

                /** Presence user */
                user?: (string|null);

                /** Presence online */
                online?: (boolean|null);

                /** Presence lastSeenMs */
                lastSeenMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Presence. */
            type $Shape = cellwire.v1.Presence.$Properties;
        }

        /**
         * Properties of a Typing.
         * @deprecated Use cellwire.v1.Typing.$Properties instead.
         */
        interface ITyping extends cellwire.v1.Typing.$Properties {
        }

        /** Represents a Typing. */
        class Typing {

            /**
             * Constructs a new Typing.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Typing.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Typing peer. */
            peer: string;

            /**
             * Encodes the specified Typing message. Does not implicitly {@link cellwire.v1.Typing.verify|verify} messages.
             * @param message Typing message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Typing.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Typing message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Typing & cellwire.v1.Typing.$Shape} Typing
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Typing & cellwire.v1.Typing.$Shape;
        }

        namespace Typing {

            /** Properties of a Typing. */
            interface $Properties {

                /** Typing peer */
                peer?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Typing. */
            type $Shape = cellwire.v1.Typing.$Properties;
        }

        /**
         * Properties of a GetSettings.
         * @deprecated Use cellwire.v1.GetSettings.$Properties instead.
         */
        interface IGetSettings extends cellwire.v1.GetSettings.$Properties {
        }

        /** Represents a GetSettings. */
        class GetSettings {

            /**
             * Constructs a new GetSettings.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GetSettings.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetSettings after. */
            after: number;

            /** GetSettings whole. */
            whole: boolean;

            /**
             * Encodes the specified GetSettings message. Does not implicitly {@link cellwire.v1.GetSettings.verify|verify} messages.
             * @param message GetSettings message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GetSettings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetSettings message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GetSettings & cellwire.v1.GetSettings.$Shape} GetSettings
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GetSettings & cellwire.v1.GetSettings.$Shape;
        }

        namespace GetSettings {

            /** Properties of a GetSettings. */
            interface $Properties {

                /** GetSettings after */
                after?: (number|null);

                /** GetSettings whole */
                whole?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetSettings. */
            type $Shape = cellwire.v1.GetSettings.$Properties;
        }

        /**
         * Properties of a Settings.
         * @deprecated Use cellwire.v1.Settings.$Properties instead.
         */
        interface ISettings extends cellwire.v1.Settings.$Properties {
        }

        /** Represents a Settings. */
        class Settings {

            /**
             * Constructs a new Settings.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Settings.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Settings settings. */
            settings: cellwire.v1.Setting.$Properties[];

            /** Settings through. */
            through: number;

            /** Settings more. */
            more: boolean;

            /** Settings startOver. */
            startOver: boolean;

            /** Settings newest. */
            newest: number;

            /**
             * Encodes the specified Settings message. Does not implicitly {@link cellwire.v1.Settings.verify|verify} messages.
             * @param message Settings message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Settings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Settings message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Settings & cellwire.v1.Settings.$Shape} Settings
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Settings & cellwire.v1.Settings.$Shape;
        }

        namespace Settings {

            /** Properties of a Settings. */
            interface $Properties {

                /** Settings settings */
                settings?: (cellwire.v1.Setting.$Properties[]|null);

                /** Settings through */
                through?: (number|null);

                /** Settings more */
                more?: (boolean|null);

                /** Settings startOver */
                startOver?: (boolean|null);

                /** Settings newest */
                newest?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Settings. */
            type $Shape = cellwire.v1.Settings.$Properties;
        }

        /**
         * Properties of a Setting.
         * @deprecated Use cellwire.v1.Setting.$Properties instead.
         */
        interface ISetting extends cellwire.v1.Setting.$Properties {
        }

        /** Represents a Setting. */
        class Setting {

            /**
             * Constructs a new Setting.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Setting.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Setting key. */
            key: Uint8Array;

            /** Setting value. */
            value: Uint8Array;

            /** Setting removed. */
            removed: boolean;

            /** Setting revision. */
            revision: number;

            /**
             * Encodes the specified Setting message. Does not implicitly {@link cellwire.v1.Setting.verify|verify} messages.
             * @param message Setting message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Setting.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Setting message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Setting & cellwire.v1.Setting.$Shape} Setting
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Setting & cellwire.v1.Setting.$Shape;
        }

        namespace Setting {

            /** Properties of a Setting. */
            interface $Properties {

                /** Setting key */
                key?: (Uint8Array|null);

                /** Setting value */
                value?: (Uint8Array|null);

                /** Setting removed */
                removed?: (boolean|null);

                /** Setting revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Setting. */
            type $Shape = cellwire.v1.Setting.$Properties;
        }

        /**
         * Properties of a PutSetting.
         * @deprecated Use cellwire.v1.PutSetting.$Properties instead.
         */
        interface IPutSetting extends cellwire.v1.PutSetting.$Properties {
        }

        /** Represents a PutSetting. */
        class PutSetting {

            /**
             * Constructs a new PutSetting.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PutSetting.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PutSetting key. */
            key: Uint8Array;

            /** PutSetting value. */
            value: Uint8Array;

            /** PutSetting removed. */
            removed: boolean;

            /** PutSetting expected. */
            expected: number;

            /**
             * Encodes the specified PutSetting message. Does not implicitly {@link cellwire.v1.PutSetting.verify|verify} messages.
             * @param message PutSetting message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PutSetting.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PutSetting message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PutSetting & cellwire.v1.PutSetting.$Shape} PutSetting
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PutSetting & cellwire.v1.PutSetting.$Shape;
        }

        namespace PutSetting {

            /** Properties of a PutSetting. */
            interface $Properties {

                /** PutSetting key */
                key?: (Uint8Array|null);

                /** PutSetting value */
                value?: (Uint8Array|null);

                /** PutSetting removed */
                removed?: (boolean|null);

                /** PutSetting expected */
                expected?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PutSetting. */
            type $Shape = cellwire.v1.PutSetting.$Properties;
        }

        /**
         * Properties of a SettingPut.
         * @deprecated Use cellwire.v1.SettingPut.$Properties instead.
         */
        interface ISettingPut extends cellwire.v1.SettingPut.$Properties {
        }

        /** Represents a SettingPut. */
        class SettingPut {

            /**
             * Constructs a new SettingPut.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SettingPut.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SettingPut revision. */
            revision: number;

            /**
             * Encodes the specified SettingPut message. Does not implicitly {@link cellwire.v1.SettingPut.verify|verify} messages.
             * @param message SettingPut message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SettingPut.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SettingPut message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SettingPut & cellwire.v1.SettingPut.$Shape} SettingPut
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SettingPut & cellwire.v1.SettingPut.$Shape;
        }

        namespace SettingPut {

            /** Properties of a SettingPut. */
            interface $Properties {

                /** SettingPut revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SettingPut. */
            type $Shape = cellwire.v1.SettingPut.$Properties;
        }

        /**
         * Properties of a SettingsChanged.
         * @deprecated Use cellwire.v1.SettingsChanged.$Properties instead.
         */
        interface ISettingsChanged extends cellwire.v1.SettingsChanged.$Properties {
        }

        /** Represents a SettingsChanged. */
        class SettingsChanged {

            /**
             * Constructs a new SettingsChanged.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SettingsChanged.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SettingsChanged revision. */
            revision: number;

            /**
             * Encodes the specified SettingsChanged message. Does not implicitly {@link cellwire.v1.SettingsChanged.verify|verify} messages.
             * @param message SettingsChanged message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SettingsChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SettingsChanged message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SettingsChanged & cellwire.v1.SettingsChanged.$Shape} SettingsChanged
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SettingsChanged & cellwire.v1.SettingsChanged.$Shape;
        }

        namespace SettingsChanged {

            /** Properties of a SettingsChanged. */
            interface $Properties {

                /** SettingsChanged revision */
                revision?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SettingsChanged. */
            type $Shape = cellwire.v1.SettingsChanged.$Properties;
        }

        /**
         * Properties of a Content.
         * @deprecated Use cellwire.v1.Content.$Properties instead.
         */
        interface IContent extends cellwire.v1.Content.$Properties {
        }

        /** Represents a Content. */
        class Content {

            /**
             * Constructs a new Content.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Content.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Content quiet. */
            quiet: boolean;

            /** Content replyTo. */
            replyTo?: (cellwire.v1.MessageReference.$Properties|null);

            /** Content plain. */
            plain?: (Uint8Array|null);

            /** Content edit. */
            edit?: (cellwire.v1.Edit.$Properties|null);

            /** Content deletion. */
            deletion?: (cellwire.v1.MessageReference.$Properties|null);

            /** Content reaction. */
            reaction?: (cellwire.v1.Reaction.$Properties|null);

            /** Content erased. */
            erased?: (cellwire.v1.Erased.$Properties|null);

            /** Content body. */
            body?: ("plain"|"edit"|"deletion"|"reaction"|"erased");

            /**
             * Encodes the specified Content message. Does not implicitly {@link cellwire.v1.Content.verify|verify} messages.
             * @param message Content message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Content.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Content message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Content & cellwire.v1.Content.$Shape} Content
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Content & cellwire.v1.Content.$Shape;
        }

        namespace Content {

            /** Properties of a Content. */
            interface $Properties {

                /** Content quiet */
                quiet?: (boolean|null);

                /** Content replyTo */
                replyTo?: (cellwire.v1.MessageReference.$Properties|null);

                /** Content plain */
                plain?: (Uint8Array|null);

                /** Content edit */
                edit?: (cellwire.v1.Edit.$Properties|null);

                /** Content deletion */
                deletion?: (cellwire.v1.MessageReference.$Properties|null);

                /** Content reaction */
                reaction?: (cellwire.v1.Reaction.$Properties|null);

                /** Content erased */
                erased?: (cellwire.v1.Erased.$Properties|null);

                /** Content body */
                body?: ("plain"|"edit"|"deletion"|"reaction"|"erased");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Content. */
            type $Shape = {
              quiet?: boolean|null;
              replyTo?: cellwire.v1.MessageReference.$Shape|null;
              plain?: Uint8Array|null;
              edit?: cellwire.v1.Edit.$Shape|null;
              deletion?: cellwire.v1.MessageReference.$Shape|null;
              reaction?: cellwire.v1.Reaction.$Shape|null;
              erased?: cellwire.v1.Erased.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; plain?: null; edit?: null; deletion?: null; reaction?: null; erased?: null }|{ body?: "plain"; plain: Uint8Array; edit?: null; deletion?: null; reaction?: null; erased?: null }|{ body?: "edit"; plain?: null; edit: cellwire.v1.Edit.$Shape; deletion?: null; reaction?: null; erased?: null }|{ body?: "deletion"; plain?: null; edit?: null; deletion: cellwire.v1.MessageReference.$Shape; reaction?: null; erased?: null }|{ body?: "reaction"; plain?: null; edit?: null; deletion?: null; reaction: cellwire.v1.Reaction.$Shape; erased?: null }|{ body?: "erased"; plain?: null; edit?: null; deletion?: null; reaction?: null; erased: cellwire.v1.Erased.$Shape })
            );
        }

        /**
         * Properties of a MessageReference.
         * @deprecated Use cellwire.v1.MessageReference.$Properties instead.
         */
        interface IMessageReference extends cellwire.v1.MessageReference.$Properties {
        }

        /** Represents a MessageReference. */
        class MessageReference {

            /**
             * Constructs a new MessageReference.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MessageReference.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MessageReference messageId. */
            messageId: Uint8Array;

            /** MessageReference sender. */
            sender: string;

            /**
             * Encodes the specified MessageReference message. Does not implicitly {@link cellwire.v1.MessageReference.verify|verify} messages.
             * @param message MessageReference message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MessageReference.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MessageReference message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MessageReference & cellwire.v1.MessageReference.$Shape} MessageReference
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MessageReference & cellwire.v1.MessageReference.$Shape;
        }

        namespace MessageReference {

            /** Properties of a MessageReference. */
            interface $Properties {

                /** MessageReference messageId */
                messageId?: (Uint8Array|null);

                /** MessageReference sender */
                sender?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MessageReference. */
            type $Shape = cellwire.v1.MessageReference.$Properties;
        }

        /**
         * Properties of an Edit.
         * @deprecated Use cellwire.v1.Edit.$Properties instead.
         */
        interface IEdit extends cellwire.v1.Edit.$Properties {
        }

        /** Represents an Edit. */
        class Edit {

            /**
             * Constructs a new Edit.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Edit.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Edit message. */
            message?: (cellwire.v1.MessageReference.$Properties|null);

            /** Edit content. */
            content: Uint8Array;

            /**
             * Encodes the specified Edit message. Does not implicitly {@link cellwire.v1.Edit.verify|verify} messages.
             * @param message Edit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Edit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Edit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Edit & cellwire.v1.Edit.$Shape} Edit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Edit & cellwire.v1.Edit.$Shape;
        }

        namespace Edit {

            /** Properties of an Edit. */
            interface $Properties {

                /** Edit message */
                message?: (cellwire.v1.MessageReference.$Properties|null);

                /** Edit content */
                content?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Edit. */
            type $Shape = cellwire.v1.Edit.$Properties;
        }

        /**
         * Properties of a Reaction.
         * @deprecated Use cellwire.v1.Reaction.$Properties instead.
         */
        interface IReaction extends cellwire.v1.Reaction.$Properties {
        }

        /** Represents a Reaction. */
        class Reaction {

            /**
             * Constructs a new Reaction.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Reaction.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reaction message. */
            message?: (cellwire.v1.MessageReference.$Properties|null);

            /** Reaction emoji. */
            emoji: string;

            /**
             * Encodes the specified Reaction message. Does not implicitly {@link cellwire.v1.Reaction.verify|verify} messages.
             * @param message Reaction message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Reaction.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reaction message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Reaction & cellwire.v1.Reaction.$Shape} Reaction
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Reaction & cellwire.v1.Reaction.$Shape;
        }

        namespace Reaction {

            /** Properties of a Reaction. */
            interface $Properties {

                /** Reaction message */
                message?: (cellwire.v1.MessageReference.$Properties|null);

                /** Reaction emoji */
                emoji?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Reaction. */
            type $Shape = cellwire.v1.Reaction.$Properties;
        }

        /**
         * Properties of an Erased.
         * @deprecated Use cellwire.v1.Erased.$Properties instead.
         */
        interface IErased extends cellwire.v1.Erased.$Properties {
        }

        /** Represents an Erased. */
        class Erased {

            /**
             * Constructs a new Erased.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Erased.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Erased message. Does not implicitly {@link cellwire.v1.Erased.verify|verify} messages.
             * @param message Erased message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Erased.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Erased message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Erased & cellwire.v1.Erased.$Shape} Erased
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Erased & cellwire.v1.Erased.$Shape;
        }

        namespace Erased {

            /** Properties of an Erased. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Erased. */
            type $Shape = cellwire.v1.Erased.$Properties;
        }

        /**
         * Properties of a SealedSetting.
         * @deprecated Use cellwire.v1.SealedSetting.$Properties instead.
         */
        interface ISealedSetting extends cellwire.v1.SealedSetting.$Properties {
        }

        /** Represents a SealedSetting. */
        class SealedSetting {

            /**
             * Constructs a new SealedSetting.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SealedSetting.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SealedSetting messageId. */
            messageId: Uint8Array;

            /** SealedSetting device. */
            device: string;

            /** SealedSetting content. */
            content: Uint8Array;

            /**
             * Encodes the specified SealedSetting message. Does not implicitly {@link cellwire.v1.SealedSetting.verify|verify} messages.
             * @param message SealedSetting message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SealedSetting.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SealedSetting message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SealedSetting & cellwire.v1.SealedSetting.$Shape} SealedSetting
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SealedSetting & cellwire.v1.SealedSetting.$Shape;
        }

        namespace SealedSetting {

            /** Properties of a SealedSetting. */
            interface $Properties {

                /** SealedSetting messageId */
                messageId?: (Uint8Array|null);

                /** SealedSetting device */
                device?: (string|null);

                /** SealedSetting content */
                content?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SealedSetting. */
            type $Shape = cellwire.v1.SealedSetting.$Properties;
        }

        /**
         * Properties of a CreateChannel.
         * @deprecated Use cellwire.v1.CreateChannel.$Properties instead.
         */
        interface ICreateChannel extends cellwire.v1.CreateChannel.$Properties {
        }

        /** Represents a CreateChannel. */
        class CreateChannel {

            /**
             * Constructs a new CreateChannel.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.CreateChannel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreateChannel channel. */
            channel: string;

            /** CreateChannel op. */
            op: string;

            /** CreateChannel title. */
            title: Uint8Array;

            /**
             * Encodes the specified CreateChannel message. Does not implicitly {@link cellwire.v1.CreateChannel.verify|verify} messages.
             * @param message CreateChannel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.CreateChannel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreateChannel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.CreateChannel & cellwire.v1.CreateChannel.$Shape} CreateChannel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.CreateChannel & cellwire.v1.CreateChannel.$Shape;
        }

        namespace CreateChannel {

            /** Properties of a CreateChannel. */
            interface $Properties {

                /** CreateChannel channel */
                channel?: (string|null);

                /** CreateChannel op */
                op?: (string|null);

                /** CreateChannel title */
                title?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreateChannel. */
            type $Shape = cellwire.v1.CreateChannel.$Properties;
        }

        /**
         * Properties of a ChangeChannel.
         * @deprecated Use cellwire.v1.ChangeChannel.$Properties instead.
         */
        interface IChangeChannel extends cellwire.v1.ChangeChannel.$Properties {
        }

        /** Represents a ChangeChannel. */
        class ChangeChannel {

            /**
             * Constructs a new ChangeChannel.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChangeChannel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChangeChannel channel. */
            channel: string;

            /** ChangeChannel title. */
            title: Uint8Array;

            /** ChangeChannel posters. */
            posters: cellwire.v1.ChannelPoster.$Properties[];

            /**
             * Encodes the specified ChangeChannel message. Does not implicitly {@link cellwire.v1.ChangeChannel.verify|verify} messages.
             * @param message ChangeChannel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChangeChannel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChangeChannel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChangeChannel & cellwire.v1.ChangeChannel.$Shape} ChangeChannel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChangeChannel & cellwire.v1.ChangeChannel.$Shape;
        }

        namespace ChangeChannel {

            /** Properties of a ChangeChannel. */
            interface $Properties {

                /** ChangeChannel channel */
                channel?: (string|null);

                /** ChangeChannel title */
                title?: (Uint8Array|null);

                /** ChangeChannel posters */
                posters?: (cellwire.v1.ChannelPoster.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChangeChannel. */
            type $Shape = cellwire.v1.ChangeChannel.$Properties;
        }

        /**
         * Properties of a ChannelPoster.
         * @deprecated Use cellwire.v1.ChannelPoster.$Properties instead.
         */
        interface IChannelPoster extends cellwire.v1.ChannelPoster.$Properties {
        }

        /** Represents a ChannelPoster. */
        class ChannelPoster {

            /**
             * Constructs a new ChannelPoster.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelPoster.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelPoster user. */
            user: string;

            /** ChannelPoster role. */
            role: cellwire.v1.ChannelRole;

            /**
             * Encodes the specified ChannelPoster message. Does not implicitly {@link cellwire.v1.ChannelPoster.verify|verify} messages.
             * @param message ChannelPoster message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelPoster.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelPoster message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelPoster & cellwire.v1.ChannelPoster.$Shape} ChannelPoster
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelPoster & cellwire.v1.ChannelPoster.$Shape;
        }

        namespace ChannelPoster {

            /** Properties of a ChannelPoster. */
            interface $Properties {

                /** ChannelPoster user */
                user?: (string|null);

                /** ChannelPoster role */
                role?: (cellwire.v1.ChannelRole|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelPoster. */
            type $Shape = cellwire.v1.ChannelPoster.$Properties;
        }

        /** ChannelRole enum. */
        enum ChannelRole {

            /** READER value */
            READER = 0,

            /** POSTER value */
            POSTER = 1,

            /** CHANNEL_ADMIN value */
            CHANNEL_ADMIN = 2,

            /** OWNER value */
            OWNER = 3
        }

        /**
         * Properties of a GetChannel.
         * @deprecated Use cellwire.v1.GetChannel.$Properties instead.
         */
        interface IGetChannel extends cellwire.v1.GetChannel.$Properties {
        }

        /** Represents a GetChannel. */
        class GetChannel {

            /**
             * Constructs a new GetChannel.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GetChannel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetChannel channel. */
            channel: string;

            /**
             * Encodes the specified GetChannel message. Does not implicitly {@link cellwire.v1.GetChannel.verify|verify} messages.
             * @param message GetChannel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GetChannel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetChannel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GetChannel & cellwire.v1.GetChannel.$Shape} GetChannel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GetChannel & cellwire.v1.GetChannel.$Shape;
        }

        namespace GetChannel {

            /** Properties of a GetChannel. */
            interface $Properties {

                /** GetChannel channel */
                channel?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetChannel. */
            type $Shape = cellwire.v1.GetChannel.$Properties;
        }

        /**
         * Properties of a Channel.
         * @deprecated Use cellwire.v1.Channel.$Properties instead.
         */
        interface IChannel extends cellwire.v1.Channel.$Properties {
        }

        /** Represents a Channel. */
        class Channel {

            /**
             * Constructs a new Channel.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Channel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Channel channel. */
            channel: string;

            /** Channel title. */
            title: Uint8Array;

            /** Channel head. */
            head?: (cellwire.v1.OrderKey.$Properties|null);

            /** Channel subscribers. */
            subscribers: number;

            /** Channel posters. */
            posters: cellwire.v1.ChannelPoster.$Properties[];

            /** Channel read. */
            read?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified Channel message. Does not implicitly {@link cellwire.v1.Channel.verify|verify} messages.
             * @param message Channel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Channel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Channel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Channel & cellwire.v1.Channel.$Shape} Channel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Channel & cellwire.v1.Channel.$Shape;
        }

        namespace Channel {

            /** Properties of a Channel. */
            interface $Properties {

                /** Channel channel */
                channel?: (string|null);

                /** Channel title */
                title?: (Uint8Array|null);

                /** Channel head */
                head?: (cellwire.v1.OrderKey.$Properties|null);

                /** Channel subscribers */
                subscribers?: (number|null);

                /** Channel posters */
                posters?: (cellwire.v1.ChannelPoster.$Properties[]|null);

                /** Channel read */
                read?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Channel. */
            type $Shape = cellwire.v1.Channel.$Properties;
        }

        /**
         * Properties of a SubscribeChannel.
         * @deprecated Use cellwire.v1.SubscribeChannel.$Properties instead.
         */
        interface ISubscribeChannel extends cellwire.v1.SubscribeChannel.$Properties {
        }

        /** Represents a SubscribeChannel. */
        class SubscribeChannel {

            /**
             * Constructs a new SubscribeChannel.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.SubscribeChannel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SubscribeChannel channel. */
            channel: string;

            /**
             * Encodes the specified SubscribeChannel message. Does not implicitly {@link cellwire.v1.SubscribeChannel.verify|verify} messages.
             * @param message SubscribeChannel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.SubscribeChannel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SubscribeChannel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.SubscribeChannel & cellwire.v1.SubscribeChannel.$Shape} SubscribeChannel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.SubscribeChannel & cellwire.v1.SubscribeChannel.$Shape;
        }

        namespace SubscribeChannel {

            /** Properties of a SubscribeChannel. */
            interface $Properties {

                /** SubscribeChannel channel */
                channel?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SubscribeChannel. */
            type $Shape = cellwire.v1.SubscribeChannel.$Properties;
        }

        /**
         * Properties of an UnsubscribeChannel.
         * @deprecated Use cellwire.v1.UnsubscribeChannel.$Properties instead.
         */
        interface IUnsubscribeChannel extends cellwire.v1.UnsubscribeChannel.$Properties {
        }

        /** Represents an UnsubscribeChannel. */
        class UnsubscribeChannel {

            /**
             * Constructs a new UnsubscribeChannel.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.UnsubscribeChannel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnsubscribeChannel channel. */
            channel: string;

            /**
             * Encodes the specified UnsubscribeChannel message. Does not implicitly {@link cellwire.v1.UnsubscribeChannel.verify|verify} messages.
             * @param message UnsubscribeChannel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.UnsubscribeChannel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnsubscribeChannel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.UnsubscribeChannel & cellwire.v1.UnsubscribeChannel.$Shape} UnsubscribeChannel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.UnsubscribeChannel & cellwire.v1.UnsubscribeChannel.$Shape;
        }

        namespace UnsubscribeChannel {

            /** Properties of an UnsubscribeChannel. */
            interface $Properties {

                /** UnsubscribeChannel channel */
                channel?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnsubscribeChannel. */
            type $Shape = cellwire.v1.UnsubscribeChannel.$Properties;
        }

        /**
         * Properties of a ListChannels.
         * @deprecated Use cellwire.v1.ListChannels.$Properties instead.
         */
        interface IListChannels extends cellwire.v1.ListChannels.$Properties {
        }

        /** Represents a ListChannels. */
        class ListChannels {

            /**
             * Constructs a new ListChannels.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ListChannels.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListChannels offset. */
            offset: number;

            /**
             * Encodes the specified ListChannels message. Does not implicitly {@link cellwire.v1.ListChannels.verify|verify} messages.
             * @param message ListChannels message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ListChannels.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListChannels message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ListChannels & cellwire.v1.ListChannels.$Shape} ListChannels
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ListChannels & cellwire.v1.ListChannels.$Shape;
        }

        namespace ListChannels {

            /** Properties of a ListChannels. */
            interface $Properties {

                /** ListChannels offset */
                offset?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListChannels. */
            type $Shape = cellwire.v1.ListChannels.$Properties;
        }

        /**
         * Properties of a Subscriptions.
         * @deprecated Use cellwire.v1.Subscriptions.$Properties instead.
         */
        interface ISubscriptions extends cellwire.v1.Subscriptions.$Properties {
        }

        /** Represents a Subscriptions. */
        class Subscriptions {

            /**
             * Constructs a new Subscriptions.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Subscriptions.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Subscriptions channels. */
            channels: cellwire.v1.Channel.$Properties[];

            /** Subscriptions more. */
            more: boolean;

            /**
             * Encodes the specified Subscriptions message. Does not implicitly {@link cellwire.v1.Subscriptions.verify|verify} messages.
             * @param message Subscriptions message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Subscriptions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Subscriptions message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Subscriptions & cellwire.v1.Subscriptions.$Shape} Subscriptions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Subscriptions & cellwire.v1.Subscriptions.$Shape;
        }

        namespace Subscriptions {

            /** Properties of a Subscriptions. */
            interface $Properties {

                /** Subscriptions channels */
                channels?: (cellwire.v1.Channel.$Properties[]|null);

                /** Subscriptions more */
                more?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Subscriptions. */
            type $Shape = cellwire.v1.Subscriptions.$Properties;
        }

        /**
         * Properties of a PostToChannel.
         * @deprecated Use cellwire.v1.PostToChannel.$Properties instead.
         */
        interface IPostToChannel extends cellwire.v1.PostToChannel.$Properties {
        }

        /** Represents a PostToChannel. */
        class PostToChannel {

            /**
             * Constructs a new PostToChannel.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PostToChannel.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PostToChannel channel. */
            channel: string;

            /** PostToChannel messageId. */
            messageId: Uint8Array;

            /** PostToChannel content. */
            content: Uint8Array;

            /**
             * Encodes the specified PostToChannel message. Does not implicitly {@link cellwire.v1.PostToChannel.verify|verify} messages.
             * @param message PostToChannel message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PostToChannel.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PostToChannel message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PostToChannel & cellwire.v1.PostToChannel.$Shape} PostToChannel
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PostToChannel & cellwire.v1.PostToChannel.$Shape;
        }

        namespace PostToChannel {

            /** Properties of a PostToChannel. */
            interface $Properties {

                /** PostToChannel channel */
                channel?: (string|null);

                /** PostToChannel messageId */
                messageId?: (Uint8Array|null);

                /** PostToChannel content */
                content?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PostToChannel. */
            type $Shape = cellwire.v1.PostToChannel.$Properties;
        }

        /**
         * Properties of a Posted.
         * @deprecated Use cellwire.v1.Posted.$Properties instead.
         */
        interface IPosted extends cellwire.v1.Posted.$Properties {
        }

        /** Represents a Posted. */
        class Posted {

            /**
             * Constructs a new Posted.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Posted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Posted key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /** Posted acceptedAtMs. */
            acceptedAtMs: number;

            /**
             * Encodes the specified Posted message. Does not implicitly {@link cellwire.v1.Posted.verify|verify} messages.
             * @param message Posted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Posted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Posted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Posted & cellwire.v1.Posted.$Shape} Posted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Posted & cellwire.v1.Posted.$Shape;
        }

        namespace Posted {

            /** Properties of a Posted. */
            interface $Properties {

                /** Posted key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** Posted acceptedAtMs */
                acceptedAtMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Posted. */
            type $Shape = cellwire.v1.Posted.$Properties;
        }

        /**
         * Properties of a FetchPosts.
         * @deprecated Use cellwire.v1.FetchPosts.$Properties instead.
         */
        interface IFetchPosts extends cellwire.v1.FetchPosts.$Properties {
        }

        /** Represents a FetchPosts. */
        class FetchPosts {

            /**
             * Constructs a new FetchPosts.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.FetchPosts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FetchPosts channel. */
            channel: string;

            /** FetchPosts after. */
            after?: (cellwire.v1.OrderKey.$Properties|null);

            /** FetchPosts before. */
            before?: (cellwire.v1.OrderKey.$Properties|null);

            /** FetchPosts limit. */
            limit: number;

            /**
             * Encodes the specified FetchPosts message. Does not implicitly {@link cellwire.v1.FetchPosts.verify|verify} messages.
             * @param message FetchPosts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.FetchPosts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FetchPosts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.FetchPosts & cellwire.v1.FetchPosts.$Shape} FetchPosts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.FetchPosts & cellwire.v1.FetchPosts.$Shape;
        }

        namespace FetchPosts {

            /** Properties of a FetchPosts. */
            interface $Properties {

                /** FetchPosts channel */
                channel?: (string|null);

                /** FetchPosts after */
                after?: (cellwire.v1.OrderKey.$Properties|null);

                /** FetchPosts before */
                before?: (cellwire.v1.OrderKey.$Properties|null);

                /** FetchPosts limit */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FetchPosts. */
            type $Shape = cellwire.v1.FetchPosts.$Properties;
        }

        /**
         * Properties of a Posts.
         * @deprecated Use cellwire.v1.Posts.$Properties instead.
         */
        interface IPosts extends cellwire.v1.Posts.$Properties {
        }

        /** Represents a Posts. */
        class Posts {

            /**
             * Constructs a new Posts.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Posts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Posts posts. */
            posts: cellwire.v1.ChannelPost.$Properties[];

            /** Posts through. */
            through?: (cellwire.v1.OrderKey.$Properties|null);

            /** Posts head. */
            head?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified Posts message. Does not implicitly {@link cellwire.v1.Posts.verify|verify} messages.
             * @param message Posts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Posts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Posts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Posts & cellwire.v1.Posts.$Shape} Posts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Posts & cellwire.v1.Posts.$Shape;
        }

        namespace Posts {

            /** Properties of a Posts. */
            interface $Properties {

                /** Posts posts */
                posts?: (cellwire.v1.ChannelPost.$Properties[]|null);

                /** Posts through */
                through?: (cellwire.v1.OrderKey.$Properties|null);

                /** Posts head */
                head?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Posts. */
            type $Shape = cellwire.v1.Posts.$Properties;
        }

        /**
         * Properties of a ChannelPost.
         * @deprecated Use cellwire.v1.ChannelPost.$Properties instead.
         */
        interface IChannelPost extends cellwire.v1.ChannelPost.$Properties {
        }

        /** Represents a ChannelPost. */
        class ChannelPost {

            /**
             * Constructs a new ChannelPost.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelPost.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelPost key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /** ChannelPost messageId. */
            messageId: Uint8Array;

            /** ChannelPost sender. */
            sender: string;

            /** ChannelPost content. */
            content: Uint8Array;

            /** ChannelPost acceptedAtMs. */
            acceptedAtMs: number;

            /**
             * Encodes the specified ChannelPost message. Does not implicitly {@link cellwire.v1.ChannelPost.verify|verify} messages.
             * @param message ChannelPost message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelPost.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelPost message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelPost & cellwire.v1.ChannelPost.$Shape} ChannelPost
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelPost & cellwire.v1.ChannelPost.$Shape;
        }

        namespace ChannelPost {

            /** Properties of a ChannelPost. */
            interface $Properties {

                /** ChannelPost key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** ChannelPost messageId */
                messageId?: (Uint8Array|null);

                /** ChannelPost sender */
                sender?: (string|null);

                /** ChannelPost content */
                content?: (Uint8Array|null);

                /** ChannelPost acceptedAtMs */
                acceptedAtMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelPost. */
            type $Shape = cellwire.v1.ChannelPost.$Properties;
        }

        /**
         * Properties of a MarkChannelRead.
         * @deprecated Use cellwire.v1.MarkChannelRead.$Properties instead.
         */
        interface IMarkChannelRead extends cellwire.v1.MarkChannelRead.$Properties {
        }

        /** Represents a MarkChannelRead. */
        class MarkChannelRead {

            /**
             * Constructs a new MarkChannelRead.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MarkChannelRead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MarkChannelRead channel. */
            channel: string;

            /** MarkChannelRead read. */
            read?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified MarkChannelRead message. Does not implicitly {@link cellwire.v1.MarkChannelRead.verify|verify} messages.
             * @param message MarkChannelRead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MarkChannelRead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MarkChannelRead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MarkChannelRead & cellwire.v1.MarkChannelRead.$Shape} MarkChannelRead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MarkChannelRead & cellwire.v1.MarkChannelRead.$Shape;
        }

        namespace MarkChannelRead {

            /** Properties of a MarkChannelRead. */
            interface $Properties {

                /** MarkChannelRead channel */
                channel?: (string|null);

                /** MarkChannelRead read */
                read?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MarkChannelRead. */
            type $Shape = cellwire.v1.MarkChannelRead.$Properties;
        }

        /**
         * Properties of a ChannelPosts.
         * @deprecated Use cellwire.v1.ChannelPosts.$Properties instead.
         */
        interface IChannelPosts extends cellwire.v1.ChannelPosts.$Properties {
        }

        /** Represents a ChannelPosts. */
        class ChannelPosts {

            /**
             * Constructs a new ChannelPosts.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelPosts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelPosts channel. */
            channel: string;

            /** ChannelPosts posts. */
            posts: cellwire.v1.ChannelPost.$Properties[];

            /**
             * Encodes the specified ChannelPosts message. Does not implicitly {@link cellwire.v1.ChannelPosts.verify|verify} messages.
             * @param message ChannelPosts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelPosts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelPosts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelPosts & cellwire.v1.ChannelPosts.$Shape} ChannelPosts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelPosts & cellwire.v1.ChannelPosts.$Shape;
        }

        namespace ChannelPosts {

            /** Properties of a ChannelPosts. */
            interface $Properties {

                /** ChannelPosts channel */
                channel?: (string|null);

                /** ChannelPosts posts */
                posts?: (cellwire.v1.ChannelPost.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelPosts. */
            type $Shape = cellwire.v1.ChannelPosts.$Properties;
        }

        /**
         * Properties of a ChannelHead.
         * @deprecated Use cellwire.v1.ChannelHead.$Properties instead.
         */
        interface IChannelHead extends cellwire.v1.ChannelHead.$Properties {
        }

        /** Represents a ChannelHead. */
        class ChannelHead {

            /**
             * Constructs a new ChannelHead.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelHead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelHead channel. */
            channel: string;

            /** ChannelHead head. */
            head?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified ChannelHead message. Does not implicitly {@link cellwire.v1.ChannelHead.verify|verify} messages.
             * @param message ChannelHead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelHead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelHead & cellwire.v1.ChannelHead.$Shape} ChannelHead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelHead & cellwire.v1.ChannelHead.$Shape;
        }

        namespace ChannelHead {

            /** Properties of a ChannelHead. */
            interface $Properties {

                /** ChannelHead channel */
                channel?: (string|null);

                /** ChannelHead head */
                head?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelHead. */
            type $Shape = cellwire.v1.ChannelHead.$Properties;
        }

        /**
         * Properties of a ChannelsChanged.
         * @deprecated Use cellwire.v1.ChannelsChanged.$Properties instead.
         */
        interface IChannelsChanged extends cellwire.v1.ChannelsChanged.$Properties {
        }

        /** Represents a ChannelsChanged. */
        class ChannelsChanged {

            /**
             * Constructs a new ChannelsChanged.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelsChanged.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelsChanged channel. */
            channel: string;

            /** ChannelsChanged read. */
            read?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified ChannelsChanged message. Does not implicitly {@link cellwire.v1.ChannelsChanged.verify|verify} messages.
             * @param message ChannelsChanged message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelsChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelsChanged message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelsChanged & cellwire.v1.ChannelsChanged.$Shape} ChannelsChanged
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelsChanged & cellwire.v1.ChannelsChanged.$Shape;
        }

        namespace ChannelsChanged {

            /** Properties of a ChannelsChanged. */
            interface $Properties {

                /** ChannelsChanged channel */
                channel?: (string|null);

                /** ChannelsChanged read */
                read?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelsChanged. */
            type $Shape = cellwire.v1.ChannelsChanged.$Properties;
        }

        /**
         * Properties of a GetPushKey.
         * @deprecated Use cellwire.v1.GetPushKey.$Properties instead.
         */
        interface IGetPushKey extends cellwire.v1.GetPushKey.$Properties {
        }

        /** Represents a GetPushKey. */
        class GetPushKey {

            /**
             * Constructs a new GetPushKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GetPushKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified GetPushKey message. Does not implicitly {@link cellwire.v1.GetPushKey.verify|verify} messages.
             * @param message GetPushKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GetPushKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetPushKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GetPushKey & cellwire.v1.GetPushKey.$Shape} GetPushKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GetPushKey & cellwire.v1.GetPushKey.$Shape;
        }

        namespace GetPushKey {

            /** Properties of a GetPushKey. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetPushKey. */
            type $Shape = cellwire.v1.GetPushKey.$Properties;
        }

        /**
         * Properties of a PushKey.
         * @deprecated Use cellwire.v1.PushKey.$Properties instead.
         */
        interface IPushKey extends cellwire.v1.PushKey.$Properties {
        }

        /** Represents a PushKey. */
        class PushKey {

            /**
             * Constructs a new PushKey.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PushKey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PushKey vapidKey. */
            vapidKey: string;

            /** PushKey relay. */
            relay: boolean;

            /**
             * Encodes the specified PushKey message. Does not implicitly {@link cellwire.v1.PushKey.verify|verify} messages.
             * @param message PushKey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PushKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushKey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PushKey & cellwire.v1.PushKey.$Shape} PushKey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PushKey & cellwire.v1.PushKey.$Shape;
        }

        namespace PushKey {

            /** Properties of a PushKey. */
            interface $Properties {

                /** PushKey vapidKey */
                vapidKey?: (string|null);

                /** PushKey relay */
                relay?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushKey. */
            type $Shape = cellwire.v1.PushKey.$Properties;
        }

        /**
         * Properties of a PushSubscribe.
         * @deprecated Use cellwire.v1.PushSubscribe.$Properties instead.
         */
        interface IPushSubscribe extends cellwire.v1.PushSubscribe.$Properties {
        }

        /** Represents a PushSubscribe. */
        class PushSubscribe {

            /**
             * Constructs a new PushSubscribe.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PushSubscribe.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PushSubscribe endpoint. */
            endpoint?: (string|null);

            /** PushSubscribe token. */
            token?: (string|null);

            /** PushSubscribe target. */
            target?: ("endpoint"|"token");

            /**
             * Encodes the specified PushSubscribe message. Does not implicitly {@link cellwire.v1.PushSubscribe.verify|verify} messages.
             * @param message PushSubscribe message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PushSubscribe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushSubscribe message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PushSubscribe & cellwire.v1.PushSubscribe.$Shape} PushSubscribe
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PushSubscribe & cellwire.v1.PushSubscribe.$Shape;
        }

        namespace PushSubscribe {

            /** Properties of a PushSubscribe. */
            interface $Properties {

                /** PushSubscribe endpoint */
                endpoint?: (string|null);

                /** PushSubscribe token */
                token?: (string|null);

                /** PushSubscribe target */
                target?: ("endpoint"|"token");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a PushSubscribe. */
            type $Shape = {
              endpoint?: string|null;
              token?: string|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ target?: undefined; endpoint?: null; token?: null }|{ target?: "endpoint"; endpoint: string; token?: null }|{ target?: "token"; endpoint?: null; token: string })
            );
        }

        /**
         * Properties of a PushSubscribed.
         * @deprecated Use cellwire.v1.PushSubscribed.$Properties instead.
         */
        interface IPushSubscribed extends cellwire.v1.PushSubscribed.$Properties {
        }

        /** Represents a PushSubscribed. */
        class PushSubscribed {

            /**
             * Constructs a new PushSubscribed.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PushSubscribed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified PushSubscribed message. Does not implicitly {@link cellwire.v1.PushSubscribed.verify|verify} messages.
             * @param message PushSubscribed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PushSubscribed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushSubscribed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PushSubscribed & cellwire.v1.PushSubscribed.$Shape} PushSubscribed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PushSubscribed & cellwire.v1.PushSubscribed.$Shape;
        }

        namespace PushSubscribed {

            /** Properties of a PushSubscribed. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushSubscribed. */
            type $Shape = cellwire.v1.PushSubscribed.$Properties;
        }

        /**
         * Properties of a PushUnsubscribe.
         * @deprecated Use cellwire.v1.PushUnsubscribe.$Properties instead.
         */
        interface IPushUnsubscribe extends cellwire.v1.PushUnsubscribe.$Properties {
        }

        /** Represents a PushUnsubscribe. */
        class PushUnsubscribe {

            /**
             * Constructs a new PushUnsubscribe.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PushUnsubscribe.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified PushUnsubscribe message. Does not implicitly {@link cellwire.v1.PushUnsubscribe.verify|verify} messages.
             * @param message PushUnsubscribe message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PushUnsubscribe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushUnsubscribe message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PushUnsubscribe & cellwire.v1.PushUnsubscribe.$Shape} PushUnsubscribe
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PushUnsubscribe & cellwire.v1.PushUnsubscribe.$Shape;
        }

        namespace PushUnsubscribe {

            /** Properties of a PushUnsubscribe. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushUnsubscribe. */
            type $Shape = cellwire.v1.PushUnsubscribe.$Properties;
        }

        /**
         * Properties of a PushUnsubscribed.
         * @deprecated Use cellwire.v1.PushUnsubscribed.$Properties instead.
         */
        interface IPushUnsubscribed extends cellwire.v1.PushUnsubscribed.$Properties {
        }

        /** Represents a PushUnsubscribed. */
        class PushUnsubscribed {

            /**
             * Constructs a new PushUnsubscribed.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PushUnsubscribed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified PushUnsubscribed message. Does not implicitly {@link cellwire.v1.PushUnsubscribed.verify|verify} messages.
             * @param message PushUnsubscribed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PushUnsubscribed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PushUnsubscribed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PushUnsubscribed & cellwire.v1.PushUnsubscribed.$Shape} PushUnsubscribed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PushUnsubscribed & cellwire.v1.PushUnsubscribed.$Shape;
        }

        namespace PushUnsubscribed {

            /** Properties of a PushUnsubscribed. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PushUnsubscribed. */
            type $Shape = cellwire.v1.PushUnsubscribed.$Properties;
        }

        /**
         * Properties of a PlanUpload.
         * @deprecated Use cellwire.v1.PlanUpload.$Properties instead.
         */
        interface IPlanUpload extends cellwire.v1.PlanUpload.$Properties {
        }

        /** Represents a PlanUpload. */
        class PlanUpload {

            /**
             * Constructs a new PlanUpload.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PlanUpload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PlanUpload hash. */
            hash: Uint8Array;

            /** PlanUpload size. */
            size: number;

            /** PlanUpload partHashes. */
            partHashes: Uint8Array[];

            /**
             * Encodes the specified PlanUpload message. Does not implicitly {@link cellwire.v1.PlanUpload.verify|verify} messages.
             * @param message PlanUpload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PlanUpload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PlanUpload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PlanUpload & cellwire.v1.PlanUpload.$Shape} PlanUpload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PlanUpload & cellwire.v1.PlanUpload.$Shape;
        }

        namespace PlanUpload {

            /** Properties of a PlanUpload. */
            interface $Properties {

                /** PlanUpload hash */
                hash?: (Uint8Array|null);

                /** PlanUpload size */
                size?: (number|null);

                /** PlanUpload partHashes */
                partHashes?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PlanUpload. */
            type $Shape = cellwire.v1.PlanUpload.$Properties;
        }

        /**
         * Properties of an UploadPlan.
         * @deprecated Use cellwire.v1.UploadPlan.$Properties instead.
         */
        interface IUploadPlan extends cellwire.v1.UploadPlan.$Properties {
        }

        /** Represents an UploadPlan. */
        class UploadPlan {

            /**
             * Constructs a new UploadPlan.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.UploadPlan.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UploadPlan stored. */
            stored: boolean;

            /** UploadPlan targets. */
            targets: cellwire.v1.UploadTarget.$Properties[];

            /** UploadPlan urlLifeMs. */
            urlLifeMs: number;

            /**
             * Encodes the specified UploadPlan message. Does not implicitly {@link cellwire.v1.UploadPlan.verify|verify} messages.
             * @param message UploadPlan message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.UploadPlan.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadPlan message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.UploadPlan & cellwire.v1.UploadPlan.$Shape} UploadPlan
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.UploadPlan & cellwire.v1.UploadPlan.$Shape;
        }

        namespace UploadPlan {

            /** Properties of an UploadPlan. */
            interface $Properties {

                /** UploadPlan stored */
                stored?: (boolean|null);

                /** UploadPlan targets */
                targets?: (cellwire.v1.UploadTarget.$Properties[]|null);

                /** UploadPlan urlLifeMs */
                urlLifeMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadPlan. */
            type $Shape = cellwire.v1.UploadPlan.$Properties;
        }

        /**
         * Properties of an UploadTarget.
         * @deprecated Use cellwire.v1.UploadTarget.$Properties instead.
         */
        interface IUploadTarget extends cellwire.v1.UploadTarget.$Properties {
        }

        /** Represents an UploadTarget. */
        class UploadTarget {

            /**
             * Constructs a new UploadTarget.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.UploadTarget.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UploadTarget part. */
            part: number;

            /** UploadTarget url. */
            url: string;

            /**
             * Encodes the specified UploadTarget message. Does not implicitly {@link cellwire.v1.UploadTarget.verify|verify} messages.
             * @param message UploadTarget message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.UploadTarget.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadTarget message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.UploadTarget & cellwire.v1.UploadTarget.$Shape} UploadTarget
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.UploadTarget & cellwire.v1.UploadTarget.$Shape;
        }

        namespace UploadTarget {

            /** Properties of an UploadTarget. */
            interface $Properties {

                /** UploadTarget part */
                part?: (number|null);

                /** UploadTarget url */
                url?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadTarget. */
            type $Shape = cellwire.v1.UploadTarget.$Properties;
        }

        /**
         * Properties of a FinishUpload.
         * @deprecated Use cellwire.v1.FinishUpload.$Properties instead.
         */
        interface IFinishUpload extends cellwire.v1.FinishUpload.$Properties {
        }

        /** Represents a FinishUpload. */
        class FinishUpload {

            /**
             * Constructs a new FinishUpload.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.FinishUpload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FinishUpload hash. */
            hash: Uint8Array;

            /**
             * Encodes the specified FinishUpload message. Does not implicitly {@link cellwire.v1.FinishUpload.verify|verify} messages.
             * @param message FinishUpload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.FinishUpload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FinishUpload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.FinishUpload & cellwire.v1.FinishUpload.$Shape} FinishUpload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.FinishUpload & cellwire.v1.FinishUpload.$Shape;
        }

        namespace FinishUpload {

            /** Properties of a FinishUpload. */
            interface $Properties {

                /** FinishUpload hash */
                hash?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FinishUpload. */
            type $Shape = cellwire.v1.FinishUpload.$Properties;
        }

        /**
         * Properties of an UploadFinished.
         * @deprecated Use cellwire.v1.UploadFinished.$Properties instead.
         */
        interface IUploadFinished extends cellwire.v1.UploadFinished.$Properties {
        }

        /** Represents an UploadFinished. */
        class UploadFinished {

            /**
             * Constructs a new UploadFinished.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.UploadFinished.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UploadFinished cell. */
            cell: string;

            /**
             * Encodes the specified UploadFinished message. Does not implicitly {@link cellwire.v1.UploadFinished.verify|verify} messages.
             * @param message UploadFinished message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.UploadFinished.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UploadFinished message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.UploadFinished & cellwire.v1.UploadFinished.$Shape} UploadFinished
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.UploadFinished & cellwire.v1.UploadFinished.$Shape;
        }

        namespace UploadFinished {

            /** Properties of an UploadFinished. */
            interface $Properties {

                /** UploadFinished cell */
                cell?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UploadFinished. */
            type $Shape = cellwire.v1.UploadFinished.$Properties;
        }

        /**
         * Properties of a CommitMedia.
         * @deprecated Use cellwire.v1.CommitMedia.$Properties instead.
         */
        interface ICommitMedia extends cellwire.v1.CommitMedia.$Properties {
        }

        /** Represents a CommitMedia. */
        class CommitMedia {

            /**
             * Constructs a new CommitMedia.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.CommitMedia.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CommitMedia hashes. */
            hashes: Uint8Array[];

            /**
             * Encodes the specified CommitMedia message. Does not implicitly {@link cellwire.v1.CommitMedia.verify|verify} messages.
             * @param message CommitMedia message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.CommitMedia.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CommitMedia message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.CommitMedia & cellwire.v1.CommitMedia.$Shape} CommitMedia
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.CommitMedia & cellwire.v1.CommitMedia.$Shape;
        }

        namespace CommitMedia {

            /** Properties of a CommitMedia. */
            interface $Properties {

                /** CommitMedia hashes */
                hashes?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CommitMedia. */
            type $Shape = cellwire.v1.CommitMedia.$Properties;
        }

        /**
         * Properties of a MediaCommitted.
         * @deprecated Use cellwire.v1.MediaCommitted.$Properties instead.
         */
        interface IMediaCommitted extends cellwire.v1.MediaCommitted.$Properties {
        }

        /** Represents a MediaCommitted. */
        class MediaCommitted {

            /**
             * Constructs a new MediaCommitted.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MediaCommitted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MediaCommitted untilMs. */
            untilMs: number;

            /**
             * Encodes the specified MediaCommitted message. Does not implicitly {@link cellwire.v1.MediaCommitted.verify|verify} messages.
             * @param message MediaCommitted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MediaCommitted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MediaCommitted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MediaCommitted & cellwire.v1.MediaCommitted.$Shape} MediaCommitted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MediaCommitted & cellwire.v1.MediaCommitted.$Shape;
        }

        namespace MediaCommitted {

            /** Properties of a MediaCommitted. */
            interface $Properties {

                /** MediaCommitted untilMs */
                untilMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MediaCommitted. */
            type $Shape = cellwire.v1.MediaCommitted.$Properties;
        }

        /**
         * Properties of a MediaUrl.
         * @deprecated Use cellwire.v1.MediaUrl.$Properties instead.
         */
        interface IMediaUrl extends cellwire.v1.MediaUrl.$Properties {
        }

        /** Represents a MediaUrl. */
        class MediaUrl {

            /**
             * Constructs a new MediaUrl.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MediaUrl.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MediaUrl hash. */
            hash: Uint8Array;

            /** MediaUrl cell. */
            cell: string;

            /**
             * Encodes the specified MediaUrl message. Does not implicitly {@link cellwire.v1.MediaUrl.verify|verify} messages.
             * @param message MediaUrl message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MediaUrl.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MediaUrl message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MediaUrl & cellwire.v1.MediaUrl.$Shape} MediaUrl
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MediaUrl & cellwire.v1.MediaUrl.$Shape;
        }

        namespace MediaUrl {

            /** Properties of a MediaUrl. */
            interface $Properties {

                /** MediaUrl hash */
                hash?: (Uint8Array|null);

                /** MediaUrl cell */
                cell?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MediaUrl. */
            type $Shape = cellwire.v1.MediaUrl.$Properties;
        }

        /**
         * Properties of a MediaLocation.
         * @deprecated Use cellwire.v1.MediaLocation.$Properties instead.
         */
        interface IMediaLocation extends cellwire.v1.MediaLocation.$Properties {
        }

        /** Represents a MediaLocation. */
        class MediaLocation {

            /**
             * Constructs a new MediaLocation.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MediaLocation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MediaLocation url. */
            url: string;

            /** MediaLocation size. */
            size: number;

            /** MediaLocation urlLifeMs. */
            urlLifeMs: number;

            /**
             * Encodes the specified MediaLocation message. Does not implicitly {@link cellwire.v1.MediaLocation.verify|verify} messages.
             * @param message MediaLocation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MediaLocation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MediaLocation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MediaLocation & cellwire.v1.MediaLocation.$Shape} MediaLocation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MediaLocation & cellwire.v1.MediaLocation.$Shape;
        }

        namespace MediaLocation {

            /** Properties of a MediaLocation. */
            interface $Properties {

                /** MediaLocation url */
                url?: (string|null);

                /** MediaLocation size */
                size?: (number|null);

                /** MediaLocation urlLifeMs */
                urlLifeMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MediaLocation. */
            type $Shape = cellwire.v1.MediaLocation.$Properties;
        }

        /**
         * Properties of a MeshMessage.
         * @deprecated Use cellwire.v1.MeshMessage.$Properties instead.
         */
        interface IMeshMessage extends cellwire.v1.MeshMessage.$Properties {
        }

        /** Represents a MeshMessage. */
        class MeshMessage {

            /**
             * Constructs a new MeshMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MeshMessage frames. */
            frames: cellwire.v1.MeshFrame.$Properties[];

            /**
             * Encodes the specified MeshMessage message. Does not implicitly {@link cellwire.v1.MeshMessage.verify|verify} messages.
             * @param message MeshMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshMessage & cellwire.v1.MeshMessage.$Shape} MeshMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshMessage & cellwire.v1.MeshMessage.$Shape;
        }

        namespace MeshMessage {

            /** Properties of a MeshMessage. */
            interface $Properties {

                /** MeshMessage frames */
                frames?: (cellwire.v1.MeshFrame.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MeshMessage. */
            type $Shape = {
              frames?: cellwire.v1.MeshFrame.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }

        /**
         * Properties of a MeshFrame.
         * @deprecated Use cellwire.v1.MeshFrame.$Properties instead.
         */
        interface IMeshFrame extends cellwire.v1.MeshFrame.$Properties {
        }

        /** Represents a MeshFrame. */
        class MeshFrame {

            /**
             * Constructs a new MeshFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MeshFrame hello. */
            hello?: (cellwire.v1.MeshHello.$Properties|null);

            /** MeshFrame publish. */
            publish?: (cellwire.v1.MeshPublish.$Properties|null);

            /** MeshFrame notify. */
            notify?: (cellwire.v1.MeshNotify.$Properties|null);

            /** MeshFrame displace. */
            displace?: (cellwire.v1.MeshDisplace.$Properties|null);

            /** MeshFrame wake. */
            wake?: (cellwire.v1.MeshWake.$Properties|null);

            /** MeshFrame probe. */
            probe?: (cellwire.v1.MeshProbe.$Properties|null);

            /** MeshFrame channelPosts. */
            channelPosts?: (cellwire.v1.ChannelPosts.$Properties|null);

            /** MeshFrame body. */
            body?: ("hello"|"publish"|"notify"|"displace"|"wake"|"probe"|"channelPosts");

            /**
             * Encodes the specified MeshFrame message. Does not implicitly {@link cellwire.v1.MeshFrame.verify|verify} messages.
             * @param message MeshFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshFrame & cellwire.v1.MeshFrame.$Shape} MeshFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshFrame & cellwire.v1.MeshFrame.$Shape;
        }

        namespace MeshFrame {

            /** Properties of a MeshFrame. */
            interface $Properties {

                /** MeshFrame hello */
                hello?: (cellwire.v1.MeshHello.$Properties|null);

                /** MeshFrame publish */
                publish?: (cellwire.v1.MeshPublish.$Properties|null);

                /** MeshFrame notify */
                notify?: (cellwire.v1.MeshNotify.$Properties|null);

                /** MeshFrame displace */
                displace?: (cellwire.v1.MeshDisplace.$Properties|null);

                /** MeshFrame wake */
                wake?: (cellwire.v1.MeshWake.$Properties|null);

                /** MeshFrame probe */
                probe?: (cellwire.v1.MeshProbe.$Properties|null);

                /** MeshFrame channelPosts */
                channelPosts?: (cellwire.v1.ChannelPosts.$Properties|null);

                /** MeshFrame body */
                body?: ("hello"|"publish"|"notify"|"displace"|"wake"|"probe"|"channelPosts");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a MeshFrame. */
            type $Shape = {
              hello?: cellwire.v1.MeshHello.$Shape|null;
              publish?: cellwire.v1.MeshPublish.$Shape|null;
              notify?: cellwire.v1.MeshNotify.$Shape|null;
              displace?: cellwire.v1.MeshDisplace.$Shape|null;
              wake?: cellwire.v1.MeshWake.$Shape|null;
              probe?: cellwire.v1.MeshProbe.$Shape|null;
              channelPosts?: cellwire.v1.ChannelPosts.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; hello?: null; publish?: null; notify?: null; displace?: null; wake?: null; probe?: null; channelPosts?: null }|{ body?: "hello"; hello: cellwire.v1.MeshHello.$Shape; publish?: null; notify?: null; displace?: null; wake?: null; probe?: null; channelPosts?: null }|{ body?: "publish"; hello?: null; publish: cellwire.v1.MeshPublish.$Shape; notify?: null; displace?: null; wake?: null; probe?: null; channelPosts?: null }|{ body?: "notify"; hello?: null; publish?: null; notify: cellwire.v1.MeshNotify.$Shape; displace?: null; wake?: null; probe?: null; channelPosts?: null }|{ body?: "displace"; hello?: null; publish?: null; notify?: null; displace: cellwire.v1.MeshDisplace.$Shape; wake?: null; probe?: null; channelPosts?: null }|{ body?: "wake"; hello?: null; publish?: null; notify?: null; displace?: null; wake: cellwire.v1.MeshWake.$Shape; probe?: null; channelPosts?: null }|{ body?: "probe"; hello?: null; publish?: null; notify?: null; displace?: null; wake?: null; probe: cellwire.v1.MeshProbe.$Shape; channelPosts?: null }|{ body?: "channelPosts"; hello?: null; publish?: null; notify?: null; displace?: null; wake?: null; probe?: null; channelPosts: cellwire.v1.ChannelPosts.$Shape })
            );
        }

        /**
         * Properties of a MeshHello.
         * @deprecated Use cellwire.v1.MeshHello.$Properties instead.
         */
        interface IMeshHello extends cellwire.v1.MeshHello.$Properties {
        }

        /** Represents a MeshHello. */
        class MeshHello {

            /**
             * Constructs a new MeshHello.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshHello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MeshHello process. */
            process: string;

            /** MeshHello token. */
            token: string;

            /**
             * Encodes the specified MeshHello message. Does not implicitly {@link cellwire.v1.MeshHello.verify|verify} messages.
             * @param message MeshHello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshHello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshHello & cellwire.v1.MeshHello.$Shape} MeshHello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshHello & cellwire.v1.MeshHello.$Shape;
        }

        namespace MeshHello {

            /** Properties of a MeshHello. */
            interface $Properties {

                /** MeshHello process */
                process?: (string|null);

                /** MeshHello token */
                token?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MeshHello. */
            type $Shape = cellwire.v1.MeshHello.$Properties;
        }

        /**
         * Properties of a MeshPublish.
         * @deprecated Use cellwire.v1.MeshPublish.$Properties instead.
         */
        interface IMeshPublish extends cellwire.v1.MeshPublish.$Properties {
        }

        /** Represents a MeshPublish. */
        class MeshPublish {

            /**
             * Constructs a new MeshPublish.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshPublish.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MeshPublish deliver. */
            deliver?: (cellwire.v1.Deliver.$Properties|null);

            /** MeshPublish headers. */
            headers: cellwire.v1.DeviceHeader.$Properties[];

            /** MeshPublish users. */
            users: string[];

            /** MeshPublish membersVersion. */
            membersVersion: number;

            /**
             * Encodes the specified MeshPublish message. Does not implicitly {@link cellwire.v1.MeshPublish.verify|verify} messages.
             * @param message MeshPublish message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshPublish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshPublish message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshPublish & cellwire.v1.MeshPublish.$Shape} MeshPublish
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshPublish & cellwire.v1.MeshPublish.$Shape;
        }

        namespace MeshPublish {

            /** Properties of a MeshPublish. */
            interface $Properties {

                /** MeshPublish deliver */
                deliver?: (cellwire.v1.Deliver.$Properties|null);

                /** MeshPublish headers */
                headers?: (cellwire.v1.DeviceHeader.$Properties[]|null);

                /** MeshPublish users */
                users?: (string[]|null);

                /** MeshPublish membersVersion */
                membersVersion?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MeshPublish. */
            type $Shape = cellwire.v1.MeshPublish.$Properties;
        }

        /**
         * Properties of a MeshNotify.
         * @deprecated Use cellwire.v1.MeshNotify.$Properties instead.
         */
        interface IMeshNotify extends cellwire.v1.MeshNotify.$Properties {
        }

        /** Represents a MeshNotify. */
        class MeshNotify {

            /**
             * Constructs a new MeshNotify.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshNotify.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MeshNotify users. */
            users: string[];

            /** MeshNotify frame. */
            frame: Uint8Array;

            /** MeshNotify exceptDevice. */
            exceptDevice: string;

            /** MeshNotify onlyDevice. */
            onlyDevice: string;

            /**
             * Encodes the specified MeshNotify message. Does not implicitly {@link cellwire.v1.MeshNotify.verify|verify} messages.
             * @param message MeshNotify message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshNotify.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshNotify message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshNotify & cellwire.v1.MeshNotify.$Shape} MeshNotify
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshNotify & cellwire.v1.MeshNotify.$Shape;
        }

        namespace MeshNotify {

            /** Properties of a MeshNotify. */
            interface $Properties {

                /** MeshNotify users */
                users?: (string[]|null);

                /** MeshNotify frame */
                frame?: (Uint8Array|null);

                /** MeshNotify exceptDevice */
                exceptDevice?: (string|null);

                /** MeshNotify onlyDevice */
                onlyDevice?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MeshNotify. */
            type $Shape = cellwire.v1.MeshNotify.$Properties;
        }

        /**
         * Properties of a MeshDisplace.
         * @deprecated Use cellwire.v1.MeshDisplace.$Properties instead.
         */
        interface IMeshDisplace extends cellwire.v1.MeshDisplace.$Properties {
        }

        /** Represents a MeshDisplace. */
        class MeshDisplace {

            /**
             * Constructs a new MeshDisplace.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshDisplace.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MeshDisplace user. */
            user: string;

            /** MeshDisplace device. */
            device: string;

            /** MeshDisplace connectionEpoch. */
            connectionEpoch: number;

            /** MeshDisplace reason. */
            reason: string;

            /**
             * Encodes the specified MeshDisplace message. Does not implicitly {@link cellwire.v1.MeshDisplace.verify|verify} messages.
             * @param message MeshDisplace message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshDisplace.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshDisplace message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshDisplace & cellwire.v1.MeshDisplace.$Shape} MeshDisplace
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshDisplace & cellwire.v1.MeshDisplace.$Shape;
        }

        namespace MeshDisplace {

            /** Properties of a MeshDisplace. */
            interface $Properties {

                /** MeshDisplace user */
                user?: (string|null);

                /** MeshDisplace device */
                device?: (string|null);

                /** MeshDisplace connectionEpoch */
                connectionEpoch?: (number|null);

                /** MeshDisplace reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MeshDisplace. */
            type $Shape = cellwire.v1.MeshDisplace.$Properties;
        }

        /**
         * Properties of a MeshWake.
         * @deprecated Use cellwire.v1.MeshWake.$Properties instead.
         */
        interface IMeshWake extends cellwire.v1.MeshWake.$Properties {
        }

        /** Represents a MeshWake. */
        class MeshWake {

            /**
             * Constructs a new MeshWake.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshWake.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified MeshWake message. Does not implicitly {@link cellwire.v1.MeshWake.verify|verify} messages.
             * @param message MeshWake message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshWake.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshWake message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshWake & cellwire.v1.MeshWake.$Shape} MeshWake
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshWake & cellwire.v1.MeshWake.$Shape;
        }

        namespace MeshWake {

            /** Properties of a MeshWake. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MeshWake. */
            type $Shape = cellwire.v1.MeshWake.$Properties;
        }

        /**
         * Properties of a MeshProbe.
         * @deprecated Use cellwire.v1.MeshProbe.$Properties instead.
         */
        interface IMeshProbe extends cellwire.v1.MeshProbe.$Properties {
        }

        /** Represents a MeshProbe. */
        class MeshProbe {

            /**
             * Constructs a new MeshProbe.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MeshProbe.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified MeshProbe message. Does not implicitly {@link cellwire.v1.MeshProbe.verify|verify} messages.
             * @param message MeshProbe message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MeshProbe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MeshProbe message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MeshProbe & cellwire.v1.MeshProbe.$Shape} MeshProbe
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MeshProbe & cellwire.v1.MeshProbe.$Shape;
        }

        namespace MeshProbe {

            /** Properties of a MeshProbe. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MeshProbe. */
            type $Shape = cellwire.v1.MeshProbe.$Properties;
        }

        /**
         * Properties of an Envelope.
         * @deprecated Use cellwire.v1.Envelope.$Properties instead.
         */
        interface IEnvelope extends cellwire.v1.Envelope.$Properties {
        }

        /** Represents an Envelope. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Envelope messageId. */
            messageId: Uint8Array;

            /** Envelope conversation. */
            conversation: Uint8Array;

            /** Envelope sender. */
            sender: string;

            /** Envelope senderDevice. */
            senderDevice: string;

            /** Envelope recipient. */
            recipient: string;

            /** Envelope content. */
            content: Uint8Array;

            /** Envelope headers. */
            headers: cellwire.v1.DeviceHeader.$Properties[];

            /** Envelope acceptedAtMs. */
            acceptedAtMs: number;

            /** Envelope key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /** Envelope traceparent. */
            traceparent: string;

            /** Envelope group. */
            group: string;

            /** Envelope kind. */
            kind: number;

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link cellwire.v1.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.Envelope & cellwire.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.Envelope & cellwire.v1.Envelope.$Shape;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** Envelope messageId */
                messageId?: (Uint8Array|null);

                /** Envelope conversation */
                conversation?: (Uint8Array|null);

                /** Envelope sender */
                sender?: (string|null);

                /** Envelope senderDevice */
                senderDevice?: (string|null);

                /** Envelope recipient */
                recipient?: (string|null);

                /** Envelope content */
                content?: (Uint8Array|null);

                /** Envelope headers */
                headers?: (cellwire.v1.DeviceHeader.$Properties[]|null);

                /** Envelope acceptedAtMs */
                acceptedAtMs?: (number|null);

                /** Envelope key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** Envelope traceparent */
                traceparent?: (string|null);

                /** Envelope group */
                group?: (string|null);

                /** Envelope kind */
                kind?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Envelope. */
            type $Shape = cellwire.v1.Envelope.$Properties;
        }

        /**
         * Properties of an IngestRequest.
         * @deprecated Use cellwire.v1.IngestRequest.$Properties instead.
         */
        interface IIngestRequest extends cellwire.v1.IngestRequest.$Properties {
        }

        /** Represents an IngestRequest. */
        class IngestRequest {

            /**
             * Constructs a new IngestRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.IngestRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IngestRequest batch. */
            batch: string;

            /** IngestRequest envelopes. */
            envelopes: cellwire.v1.Envelope.$Properties[];

            /**
             * Encodes the specified IngestRequest message. Does not implicitly {@link cellwire.v1.IngestRequest.verify|verify} messages.
             * @param message IngestRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.IngestRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IngestRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.IngestRequest & cellwire.v1.IngestRequest.$Shape} IngestRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.IngestRequest & cellwire.v1.IngestRequest.$Shape;
        }

        namespace IngestRequest {

            /** Properties of an IngestRequest. */
            interface $Properties {

                /** IngestRequest batch */
                batch?: (string|null);

                /** IngestRequest envelopes */
                envelopes?: (cellwire.v1.Envelope.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IngestRequest. */
            type $Shape = cellwire.v1.IngestRequest.$Properties;
        }

        /**
         * Properties of an IngestAnswer.
         * @deprecated Use cellwire.v1.IngestAnswer.$Properties instead.
         */
        interface IIngestAnswer extends cellwire.v1.IngestAnswer.$Properties {
        }

        /** Represents an IngestAnswer. */
        class IngestAnswer {

            /**
             * Constructs a new IngestAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.IngestAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IngestAnswer outcome. */
            outcome: cellwire.v1.IngestAnswer.Outcome;

            /** IngestAnswer key. */
            key?: (cellwire.v1.OrderKey.$Properties|null);

            /** IngestAnswer code. */
            code: string;

            /** IngestAnswer retryAfterMs. */
            retryAfterMs: number;

            /** IngestAnswer statement. */
            statement: string;

            /**
             * Encodes the specified IngestAnswer message. Does not implicitly {@link cellwire.v1.IngestAnswer.verify|verify} messages.
             * @param message IngestAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.IngestAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IngestAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.IngestAnswer & cellwire.v1.IngestAnswer.$Shape} IngestAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.IngestAnswer & cellwire.v1.IngestAnswer.$Shape;
        }

        namespace IngestAnswer {

            /** Properties of an IngestAnswer. */
            interface $Properties {

                /** IngestAnswer outcome */
                outcome?: (cellwire.v1.IngestAnswer.Outcome|null);

                /** IngestAnswer key */
                key?: (cellwire.v1.OrderKey.$Properties|null);

                /** IngestAnswer code */
                code?: (string|null);

                /** IngestAnswer retryAfterMs */
                retryAfterMs?: (number|null);

                /** IngestAnswer statement */
                statement?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IngestAnswer. */
            type $Shape = cellwire.v1.IngestAnswer.$Properties;

            /** Outcome enum. */
            enum Outcome {

                /** UNSPECIFIED value */
                UNSPECIFIED = 0,

                /** ACK value */
                ACK = 1,

                /** DUPLICATE value */
                DUPLICATE = 2,

                /** MOVED value */
                MOVED = 3,

                /** RETRY_AFTER value */
                RETRY_AFTER = 4,

                /** REFUSED value */
                REFUSED = 5,

                /** REJECT value */
                REJECT = 6
            }
        }

        /**
         * Properties of an IngestResponse.
         * @deprecated Use cellwire.v1.IngestResponse.$Properties instead.
         */
        interface IIngestResponse extends cellwire.v1.IngestResponse.$Properties {
        }

        /** Represents an IngestResponse. */
        class IngestResponse {

            /**
             * Constructs a new IngestResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.IngestResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IngestResponse answers. */
            answers: cellwire.v1.IngestAnswer.$Properties[];

            /**
             * Encodes the specified IngestResponse message. Does not implicitly {@link cellwire.v1.IngestResponse.verify|verify} messages.
             * @param message IngestResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.IngestResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IngestResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.IngestResponse & cellwire.v1.IngestResponse.$Shape} IngestResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.IngestResponse & cellwire.v1.IngestResponse.$Shape;
        }

        namespace IngestResponse {

            /** Properties of an IngestResponse. */
            interface $Properties {

                /** IngestResponse answers */
                answers?: (cellwire.v1.IngestAnswer.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IngestResponse. */
            type $Shape = cellwire.v1.IngestResponse.$Properties;
        }

        /**
         * Properties of a RangeRequest.
         * @deprecated Use cellwire.v1.RangeRequest.$Properties instead.
         */
        interface IRangeRequest extends cellwire.v1.RangeRequest.$Properties {
        }

        /** Represents a RangeRequest. */
        class RangeRequest {

            /**
             * Constructs a new RangeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.RangeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RangeRequest conversation. */
            conversation: Uint8Array;

            /** RangeRequest after. */
            after?: (cellwire.v1.OrderKey.$Properties|null);

            /** RangeRequest limit. */
            limit: number;

            /**
             * Encodes the specified RangeRequest message. Does not implicitly {@link cellwire.v1.RangeRequest.verify|verify} messages.
             * @param message RangeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.RangeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RangeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.RangeRequest & cellwire.v1.RangeRequest.$Shape} RangeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.RangeRequest & cellwire.v1.RangeRequest.$Shape;
        }

        namespace RangeRequest {

            /** Properties of a RangeRequest. */
            interface $Properties {

                /** RangeRequest conversation */
                conversation?: (Uint8Array|null);

                /** RangeRequest after */
                after?: (cellwire.v1.OrderKey.$Properties|null);

                /** RangeRequest limit */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RangeRequest. */
            type $Shape = cellwire.v1.RangeRequest.$Properties;
        }

        /**
         * Properties of a RangeResponse.
         * @deprecated Use cellwire.v1.RangeResponse.$Properties instead.
         */
        interface IRangeResponse extends cellwire.v1.RangeResponse.$Properties {
        }

        /** Represents a RangeResponse. */
        class RangeResponse {

            /**
             * Constructs a new RangeResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.RangeResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RangeResponse envelopes. */
            envelopes: cellwire.v1.Envelope.$Properties[];

            /** RangeResponse through. */
            through?: (cellwire.v1.OrderKey.$Properties|null);

            /** RangeResponse head. */
            head?: (cellwire.v1.OrderKey.$Properties|null);

            /**
             * Encodes the specified RangeResponse message. Does not implicitly {@link cellwire.v1.RangeResponse.verify|verify} messages.
             * @param message RangeResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.RangeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RangeResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.RangeResponse & cellwire.v1.RangeResponse.$Shape} RangeResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.RangeResponse & cellwire.v1.RangeResponse.$Shape;
        }

        namespace RangeResponse {

            /** Properties of a RangeResponse. */
            interface $Properties {

                /** RangeResponse envelopes */
                envelopes?: (cellwire.v1.Envelope.$Properties[]|null);

                /** RangeResponse through */
                through?: (cellwire.v1.OrderKey.$Properties|null);

                /** RangeResponse head */
                head?: (cellwire.v1.OrderKey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RangeResponse. */
            type $Shape = cellwire.v1.RangeResponse.$Properties;
        }

        /**
         * Properties of a ReceiptReport.
         * @deprecated Use cellwire.v1.ReceiptReport.$Properties instead.
         */
        interface IReceiptReport extends cellwire.v1.ReceiptReport.$Properties {
        }

        /** Represents a ReceiptReport. */
        class ReceiptReport {

            /**
             * Constructs a new ReceiptReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ReceiptReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiptReport receipts. */
            receipts: cellwire.v1.Receipt.$Properties[];

            /**
             * Encodes the specified ReceiptReport message. Does not implicitly {@link cellwire.v1.ReceiptReport.verify|verify} messages.
             * @param message ReceiptReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ReceiptReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiptReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ReceiptReport & cellwire.v1.ReceiptReport.$Shape} ReceiptReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ReceiptReport & cellwire.v1.ReceiptReport.$Shape;
        }

        namespace ReceiptReport {

            /** Properties of a ReceiptReport. */
            interface $Properties {

                /** ReceiptReport receipts */
                receipts?: (cellwire.v1.Receipt.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiptReport. */
            type $Shape = cellwire.v1.ReceiptReport.$Properties;
        }

        /**
         * Properties of a DeviceListsQuestion.
         * @deprecated Use cellwire.v1.DeviceListsQuestion.$Properties instead.
         */
        interface IDeviceListsQuestion extends cellwire.v1.DeviceListsQuestion.$Properties {
        }

        /** Represents a DeviceListsQuestion. */
        class DeviceListsQuestion {

            /**
             * Constructs a new DeviceListsQuestion.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.DeviceListsQuestion.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceListsQuestion requester. */
            requester: string;

            /** DeviceListsQuestion users. */
            users: string[];

            /**
             * Encodes the specified DeviceListsQuestion message. Does not implicitly {@link cellwire.v1.DeviceListsQuestion.verify|verify} messages.
             * @param message DeviceListsQuestion message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.DeviceListsQuestion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceListsQuestion message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.DeviceListsQuestion & cellwire.v1.DeviceListsQuestion.$Shape} DeviceListsQuestion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.DeviceListsQuestion & cellwire.v1.DeviceListsQuestion.$Shape;
        }

        namespace DeviceListsQuestion {

            /** Properties of a DeviceListsQuestion. */
            interface $Properties {

                /** DeviceListsQuestion requester */
                requester?: (string|null);

                /** DeviceListsQuestion users */
                users?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceListsQuestion. */
            type $Shape = cellwire.v1.DeviceListsQuestion.$Properties;
        }

        /**
         * Properties of a DeviceListsAnswer.
         * @deprecated Use cellwire.v1.DeviceListsAnswer.$Properties instead.
         */
        interface IDeviceListsAnswer extends cellwire.v1.DeviceListsAnswer.$Properties {
        }

        /** Represents a DeviceListsAnswer. */
        class DeviceListsAnswer {

            /**
             * Constructs a new DeviceListsAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.DeviceListsAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceListsAnswer code. */
            code: string;

            /** DeviceListsAnswer retryAfterMs. */
            retryAfterMs: number;

            /** DeviceListsAnswer lists. */
            lists: cellwire.v1.SignedDeviceList.$Properties[];

            /**
             * Encodes the specified DeviceListsAnswer message. Does not implicitly {@link cellwire.v1.DeviceListsAnswer.verify|verify} messages.
             * @param message DeviceListsAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.DeviceListsAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceListsAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.DeviceListsAnswer & cellwire.v1.DeviceListsAnswer.$Shape} DeviceListsAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.DeviceListsAnswer & cellwire.v1.DeviceListsAnswer.$Shape;
        }

        namespace DeviceListsAnswer {

            /** Properties of a DeviceListsAnswer. */
            interface $Properties {

                /** DeviceListsAnswer code */
                code?: (string|null);

                /** DeviceListsAnswer retryAfterMs */
                retryAfterMs?: (number|null);

                /** DeviceListsAnswer lists */
                lists?: (cellwire.v1.SignedDeviceList.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceListsAnswer. */
            type $Shape = cellwire.v1.DeviceListsAnswer.$Properties;
        }

        /**
         * Properties of a PrekeyClaim.
         * @deprecated Use cellwire.v1.PrekeyClaim.$Properties instead.
         */
        interface IPrekeyClaim extends cellwire.v1.PrekeyClaim.$Properties {
        }

        /** Represents a PrekeyClaim. */
        class PrekeyClaim {

            /**
             * Constructs a new PrekeyClaim.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PrekeyClaim.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyClaim requester. */
            requester: string;

            /** PrekeyClaim user. */
            user: string;

            /** PrekeyClaim devices. */
            devices: string[];

            /**
             * Encodes the specified PrekeyClaim message. Does not implicitly {@link cellwire.v1.PrekeyClaim.verify|verify} messages.
             * @param message PrekeyClaim message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PrekeyClaim.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyClaim message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PrekeyClaim & cellwire.v1.PrekeyClaim.$Shape} PrekeyClaim
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PrekeyClaim & cellwire.v1.PrekeyClaim.$Shape;
        }

        namespace PrekeyClaim {

            /** Properties of a PrekeyClaim. */
            interface $Properties {

                /** PrekeyClaim requester */
                requester?: (string|null);

                /** PrekeyClaim user */
                user?: (string|null);

                /** PrekeyClaim devices */
                devices?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyClaim. */
            type $Shape = cellwire.v1.PrekeyClaim.$Properties;
        }

        /**
         * Properties of a PrekeyClaimAnswer.
         * @deprecated Use cellwire.v1.PrekeyClaimAnswer.$Properties instead.
         */
        interface IPrekeyClaimAnswer extends cellwire.v1.PrekeyClaimAnswer.$Properties {
        }

        /** Represents a PrekeyClaimAnswer. */
        class PrekeyClaimAnswer {

            /**
             * Constructs a new PrekeyClaimAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PrekeyClaimAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyClaimAnswer code. */
            code: string;

            /** PrekeyClaimAnswer retryAfterMs. */
            retryAfterMs: number;

            /** PrekeyClaimAnswer bundles. */
            bundles: cellwire.v1.PrekeyBundle.$Properties[];

            /**
             * Encodes the specified PrekeyClaimAnswer message. Does not implicitly {@link cellwire.v1.PrekeyClaimAnswer.verify|verify} messages.
             * @param message PrekeyClaimAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PrekeyClaimAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyClaimAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PrekeyClaimAnswer & cellwire.v1.PrekeyClaimAnswer.$Shape} PrekeyClaimAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PrekeyClaimAnswer & cellwire.v1.PrekeyClaimAnswer.$Shape;
        }

        namespace PrekeyClaimAnswer {

            /** Properties of a PrekeyClaimAnswer. */
            interface $Properties {

                /** PrekeyClaimAnswer code */
                code?: (string|null);

                /** PrekeyClaimAnswer retryAfterMs */
                retryAfterMs?: (number|null);

                /** PrekeyClaimAnswer bundles */
                bundles?: (cellwire.v1.PrekeyBundle.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyClaimAnswer. */
            type $Shape = cellwire.v1.PrekeyClaimAnswer.$Properties;
        }

        /**
         * Properties of a ReceiptReportAnswer.
         * @deprecated Use cellwire.v1.ReceiptReportAnswer.$Properties instead.
         */
        interface IReceiptReportAnswer extends cellwire.v1.ReceiptReportAnswer.$Properties {
        }

        /** Represents a ReceiptReportAnswer. */
        class ReceiptReportAnswer {

            /**
             * Constructs a new ReceiptReportAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ReceiptReportAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiptReportAnswer taken. */
            taken: boolean[];

            /**
             * Encodes the specified ReceiptReportAnswer message. Does not implicitly {@link cellwire.v1.ReceiptReportAnswer.verify|verify} messages.
             * @param message ReceiptReportAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ReceiptReportAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiptReportAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ReceiptReportAnswer & cellwire.v1.ReceiptReportAnswer.$Shape} ReceiptReportAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ReceiptReportAnswer & cellwire.v1.ReceiptReportAnswer.$Shape;
        }

        namespace ReceiptReportAnswer {

            /** Properties of a ReceiptReportAnswer. */
            interface $Properties {

                /** ReceiptReportAnswer taken */
                taken?: (boolean[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiptReportAnswer. */
            type $Shape = cellwire.v1.ReceiptReportAnswer.$Properties;
        }

        /**
         * Properties of a GroupStateRequest.
         * @deprecated Use cellwire.v1.GroupStateRequest.$Properties instead.
         */
        interface IGroupStateRequest extends cellwire.v1.GroupStateRequest.$Properties {
        }

        /** Represents a GroupStateRequest. */
        class GroupStateRequest {

            /**
             * Constructs a new GroupStateRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GroupStateRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupStateRequest group. */
            group: string;

            /**
             * Encodes the specified GroupStateRequest message. Does not implicitly {@link cellwire.v1.GroupStateRequest.verify|verify} messages.
             * @param message GroupStateRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GroupStateRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupStateRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GroupStateRequest & cellwire.v1.GroupStateRequest.$Shape} GroupStateRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GroupStateRequest & cellwire.v1.GroupStateRequest.$Shape;
        }

        namespace GroupStateRequest {

            /** Properties of a GroupStateRequest. */
            interface $Properties {

                /** GroupStateRequest group */
                group?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GroupStateRequest. */
            type $Shape = cellwire.v1.GroupStateRequest.$Properties;
        }

        /**
         * Properties of a GroupState.
         * @deprecated Use cellwire.v1.GroupState.$Properties instead.
         */
        interface IGroupState extends cellwire.v1.GroupState.$Properties {
        }

        /** Represents a GroupState. */
        class GroupState {

            /**
             * Constructs a new GroupState.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GroupState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupState group. */
            group?: (cellwire.v1.Group.$Properties|null);

            /** GroupState earlier. */
            earlier: cellwire.v1.GroupMember.$Properties[];

            /** GroupState residents. */
            residents: string[];

            /**
             * Encodes the specified GroupState message. Does not implicitly {@link cellwire.v1.GroupState.verify|verify} messages.
             * @param message GroupState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GroupState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GroupState & cellwire.v1.GroupState.$Shape} GroupState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GroupState & cellwire.v1.GroupState.$Shape;
        }

        namespace GroupState {

            /** Properties of a GroupState. */
            interface $Properties {

                /** GroupState group */
                group?: (cellwire.v1.Group.$Properties|null);

                /** GroupState earlier */
                earlier?: (cellwire.v1.GroupMember.$Properties[]|null);

                /** GroupState residents */
                residents?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GroupState. */
            type $Shape = cellwire.v1.GroupState.$Properties;
        }

        /**
         * Properties of a GroupMarksQuestion.
         * @deprecated Use cellwire.v1.GroupMarksQuestion.$Properties instead.
         */
        interface IGroupMarksQuestion extends cellwire.v1.GroupMarksQuestion.$Properties {
        }

        /** Represents a GroupMarksQuestion. */
        class GroupMarksQuestion {

            /**
             * Constructs a new GroupMarksQuestion.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.GroupMarksQuestion.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupMarksQuestion group. */
            group: string;

            /** GroupMarksQuestion requester. */
            requester: string;

            /** GroupMarksQuestion users. */
            users: string[];

            /**
             * Encodes the specified GroupMarksQuestion message. Does not implicitly {@link cellwire.v1.GroupMarksQuestion.verify|verify} messages.
             * @param message GroupMarksQuestion message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.GroupMarksQuestion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupMarksQuestion message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.GroupMarksQuestion & cellwire.v1.GroupMarksQuestion.$Shape} GroupMarksQuestion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.GroupMarksQuestion & cellwire.v1.GroupMarksQuestion.$Shape;
        }

        namespace GroupMarksQuestion {

            /** Properties of a GroupMarksQuestion. */
            interface $Properties {

                /** GroupMarksQuestion group */
                group?: (string|null);

                /** GroupMarksQuestion requester */
                requester?: (string|null);

                /** GroupMarksQuestion users */
                users?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GroupMarksQuestion. */
            type $Shape = cellwire.v1.GroupMarksQuestion.$Properties;
        }

        /**
         * Properties of a MediaLookup.
         * @deprecated Use cellwire.v1.MediaLookup.$Properties instead.
         */
        interface IMediaLookup extends cellwire.v1.MediaLookup.$Properties {
        }

        /** Represents a MediaLookup. */
        class MediaLookup {

            /**
             * Constructs a new MediaLookup.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MediaLookup.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MediaLookup hash. */
            hash: Uint8Array;

            /**
             * Encodes the specified MediaLookup message. Does not implicitly {@link cellwire.v1.MediaLookup.verify|verify} messages.
             * @param message MediaLookup message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MediaLookup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MediaLookup message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MediaLookup & cellwire.v1.MediaLookup.$Shape} MediaLookup
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MediaLookup & cellwire.v1.MediaLookup.$Shape;
        }

        namespace MediaLookup {

            /** Properties of a MediaLookup. */
            interface $Properties {

                /** MediaLookup hash */
                hash?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MediaLookup. */
            type $Shape = cellwire.v1.MediaLookup.$Properties;
        }

        /**
         * Properties of a MediaLookupAnswer.
         * @deprecated Use cellwire.v1.MediaLookupAnswer.$Properties instead.
         */
        interface IMediaLookupAnswer extends cellwire.v1.MediaLookupAnswer.$Properties {
        }

        /** Represents a MediaLookupAnswer. */
        class MediaLookupAnswer {

            /**
             * Constructs a new MediaLookupAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.MediaLookupAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MediaLookupAnswer url. */
            url: string;

            /** MediaLookupAnswer size. */
            size: number;

            /**
             * Encodes the specified MediaLookupAnswer message. Does not implicitly {@link cellwire.v1.MediaLookupAnswer.verify|verify} messages.
             * @param message MediaLookupAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.MediaLookupAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MediaLookupAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.MediaLookupAnswer & cellwire.v1.MediaLookupAnswer.$Shape} MediaLookupAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.MediaLookupAnswer & cellwire.v1.MediaLookupAnswer.$Shape;
        }

        namespace MediaLookupAnswer {

            /** Properties of a MediaLookupAnswer. */
            interface $Properties {

                /** MediaLookupAnswer url */
                url?: (string|null);

                /** MediaLookupAnswer size */
                size?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MediaLookupAnswer. */
            type $Shape = cellwire.v1.MediaLookupAnswer.$Properties;
        }

        /**
         * Properties of a PresenceExchange.
         * @deprecated Use cellwire.v1.PresenceExchange.$Properties instead.
         */
        interface IPresenceExchange extends cellwire.v1.PresenceExchange.$Properties {
        }

        /** Represents a PresenceExchange. */
        class PresenceExchange {

            /**
             * Constructs a new PresenceExchange.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PresenceExchange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PresenceExchange watches. */
            watches: cellwire.v1.PresenceWatch.$Properties[];

            /** PresenceExchange news. */
            news: cellwire.v1.PresenceNews.$Properties[];

            /** PresenceExchange typing. */
            typing: cellwire.v1.TypingNews.$Properties[];

            /**
             * Encodes the specified PresenceExchange message. Does not implicitly {@link cellwire.v1.PresenceExchange.verify|verify} messages.
             * @param message PresenceExchange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PresenceExchange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PresenceExchange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PresenceExchange & cellwire.v1.PresenceExchange.$Shape} PresenceExchange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PresenceExchange & cellwire.v1.PresenceExchange.$Shape;
        }

        namespace PresenceExchange {

            /** Properties of a PresenceExchange. */
            interface $Properties {

                /** PresenceExchange watches */
                watches?: (cellwire.v1.PresenceWatch.$Properties[]|null);

                /** PresenceExchange news */
                news?: (cellwire.v1.PresenceNews.$Properties[]|null);

                /** PresenceExchange typing */
                typing?: (cellwire.v1.TypingNews.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PresenceExchange. */
            type $Shape = cellwire.v1.PresenceExchange.$Properties;
        }

        /**
         * Properties of a PresenceWatch.
         * @deprecated Use cellwire.v1.PresenceWatch.$Properties instead.
         */
        interface IPresenceWatch extends cellwire.v1.PresenceWatch.$Properties {
        }

        /** Represents a PresenceWatch. */
        class PresenceWatch {

            /**
             * Constructs a new PresenceWatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PresenceWatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PresenceWatch watcher. */
            watcher: string;

            /** PresenceWatch user. */
            user: string;

            /**
             * Encodes the specified PresenceWatch message. Does not implicitly {@link cellwire.v1.PresenceWatch.verify|verify} messages.
             * @param message PresenceWatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PresenceWatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PresenceWatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PresenceWatch & cellwire.v1.PresenceWatch.$Shape} PresenceWatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PresenceWatch & cellwire.v1.PresenceWatch.$Shape;
        }

        namespace PresenceWatch {

            /** Properties of a PresenceWatch. */
            interface $Properties {

                /** PresenceWatch watcher */
                watcher?: (string|null);

                /** PresenceWatch user */
                user?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PresenceWatch. */
            type $Shape = cellwire.v1.PresenceWatch.$Properties;
        }

        /**
         * Properties of a PresenceNews.
         * @deprecated Use cellwire.v1.PresenceNews.$Properties instead.
         */
        interface IPresenceNews extends cellwire.v1.PresenceNews.$Properties {
        }

        /** Represents a PresenceNews. */
        class PresenceNews {

            /**
             * Constructs a new PresenceNews.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PresenceNews.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PresenceNews watcher. */
            watcher: string;

            /** PresenceNews presence. */
            presence?: (cellwire.v1.Presence.$Properties|null);

            /**
             * Encodes the specified PresenceNews message. Does not implicitly {@link cellwire.v1.PresenceNews.verify|verify} messages.
             * @param message PresenceNews message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PresenceNews.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PresenceNews message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PresenceNews & cellwire.v1.PresenceNews.$Shape} PresenceNews
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PresenceNews & cellwire.v1.PresenceNews.$Shape;
        }

        namespace PresenceNews {

            /** Properties of a PresenceNews. */
            interface $Properties {

                /** PresenceNews watcher */
                watcher?: (string|null);

                /** PresenceNews presence */
                presence?: (cellwire.v1.Presence.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PresenceNews. */
            type $Shape = cellwire.v1.PresenceNews.$Properties;
        }

        /**
         * Properties of a TypingNews.
         * @deprecated Use cellwire.v1.TypingNews.$Properties instead.
         */
        interface ITypingNews extends cellwire.v1.TypingNews.$Properties {
        }

        /** Represents a TypingNews. */
        class TypingNews {

            /**
             * Constructs a new TypingNews.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.TypingNews.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TypingNews user. */
            user: string;

            /** TypingNews peer. */
            peer: string;

            /**
             * Encodes the specified TypingNews message. Does not implicitly {@link cellwire.v1.TypingNews.verify|verify} messages.
             * @param message TypingNews message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.TypingNews.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TypingNews message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.TypingNews & cellwire.v1.TypingNews.$Shape} TypingNews
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.TypingNews & cellwire.v1.TypingNews.$Shape;
        }

        namespace TypingNews {

            /** Properties of a TypingNews. */
            interface $Properties {

                /** TypingNews user */
                user?: (string|null);

                /** TypingNews peer */
                peer?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TypingNews. */
            type $Shape = cellwire.v1.TypingNews.$Properties;
        }

        /**
         * Properties of a PresenceExchangeAnswer.
         * @deprecated Use cellwire.v1.PresenceExchangeAnswer.$Properties instead.
         */
        interface IPresenceExchangeAnswer extends cellwire.v1.PresenceExchangeAnswer.$Properties {
        }

        /** Represents a PresenceExchangeAnswer. */
        class PresenceExchangeAnswer {

            /**
             * Constructs a new PresenceExchangeAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.PresenceExchangeAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PresenceExchangeAnswer news. */
            news: cellwire.v1.PresenceNews.$Properties[];

            /**
             * Encodes the specified PresenceExchangeAnswer message. Does not implicitly {@link cellwire.v1.PresenceExchangeAnswer.verify|verify} messages.
             * @param message PresenceExchangeAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.PresenceExchangeAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PresenceExchangeAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.PresenceExchangeAnswer & cellwire.v1.PresenceExchangeAnswer.$Shape} PresenceExchangeAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.PresenceExchangeAnswer & cellwire.v1.PresenceExchangeAnswer.$Shape;
        }

        namespace PresenceExchangeAnswer {

            /** Properties of a PresenceExchangeAnswer. */
            interface $Properties {

                /** PresenceExchangeAnswer news */
                news?: (cellwire.v1.PresenceNews.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PresenceExchangeAnswer. */
            type $Shape = cellwire.v1.PresenceExchangeAnswer.$Properties;
        }

        /**
         * Properties of a ChannelQuestion.
         * @deprecated Use cellwire.v1.ChannelQuestion.$Properties instead.
         */
        interface IChannelQuestion extends cellwire.v1.ChannelQuestion.$Properties {
        }

        /** Represents a ChannelQuestion. */
        class ChannelQuestion {

            /**
             * Constructs a new ChannelQuestion.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelQuestion.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelQuestion user. */
            user: string;

            /** ChannelQuestion create. */
            create?: (cellwire.v1.CreateChannel.$Properties|null);

            /** ChannelQuestion change. */
            change?: (cellwire.v1.ChangeChannel.$Properties|null);

            /** ChannelQuestion get. */
            get?: (cellwire.v1.GetChannel.$Properties|null);

            /** ChannelQuestion post. */
            post?: (cellwire.v1.PostToChannel.$Properties|null);

            /** ChannelQuestion fetch. */
            fetch?: (cellwire.v1.FetchPosts.$Properties|null);

            /** ChannelQuestion sync. */
            sync?: (cellwire.v1.ChannelSync.$Properties|null);

            /** ChannelQuestion hint. */
            hint?: (cellwire.v1.ChannelHint.$Properties|null);

            /** ChannelQuestion body. */
            body?: ("create"|"change"|"get"|"post"|"fetch"|"sync"|"hint");

            /**
             * Encodes the specified ChannelQuestion message. Does not implicitly {@link cellwire.v1.ChannelQuestion.verify|verify} messages.
             * @param message ChannelQuestion message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelQuestion.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelQuestion message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelQuestion & cellwire.v1.ChannelQuestion.$Shape} ChannelQuestion
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelQuestion & cellwire.v1.ChannelQuestion.$Shape;
        }

        namespace ChannelQuestion {

            /** Properties of a ChannelQuestion. */
            interface $Properties {

                /** ChannelQuestion user */
                user?: (string|null);

                /** ChannelQuestion create */
                create?: (cellwire.v1.CreateChannel.$Properties|null);

                /** ChannelQuestion change */
                change?: (cellwire.v1.ChangeChannel.$Properties|null);

                /** ChannelQuestion get */
                get?: (cellwire.v1.GetChannel.$Properties|null);

                /** ChannelQuestion post */
                post?: (cellwire.v1.PostToChannel.$Properties|null);

                /** ChannelQuestion fetch */
                fetch?: (cellwire.v1.FetchPosts.$Properties|null);

                /** ChannelQuestion sync */
                sync?: (cellwire.v1.ChannelSync.$Properties|null);

                /** ChannelQuestion hint */
                hint?: (cellwire.v1.ChannelHint.$Properties|null);

                /** ChannelQuestion body */
                body?: ("create"|"change"|"get"|"post"|"fetch"|"sync"|"hint");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a ChannelQuestion. */
            type $Shape = {
              user?: string|null;
              create?: cellwire.v1.CreateChannel.$Shape|null;
              change?: cellwire.v1.ChangeChannel.$Shape|null;
              get?: cellwire.v1.GetChannel.$Shape|null;
              post?: cellwire.v1.PostToChannel.$Shape|null;
              fetch?: cellwire.v1.FetchPosts.$Shape|null;
              sync?: cellwire.v1.ChannelSync.$Shape|null;
              hint?: cellwire.v1.ChannelHint.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; create?: null; change?: null; get?: null; post?: null; fetch?: null; sync?: null; hint?: null }|{ body?: "create"; create: cellwire.v1.CreateChannel.$Shape; change?: null; get?: null; post?: null; fetch?: null; sync?: null; hint?: null }|{ body?: "change"; create?: null; change: cellwire.v1.ChangeChannel.$Shape; get?: null; post?: null; fetch?: null; sync?: null; hint?: null }|{ body?: "get"; create?: null; change?: null; get: cellwire.v1.GetChannel.$Shape; post?: null; fetch?: null; sync?: null; hint?: null }|{ body?: "post"; create?: null; change?: null; get?: null; post: cellwire.v1.PostToChannel.$Shape; fetch?: null; sync?: null; hint?: null }|{ body?: "fetch"; create?: null; change?: null; get?: null; post?: null; fetch: cellwire.v1.FetchPosts.$Shape; sync?: null; hint?: null }|{ body?: "sync"; create?: null; change?: null; get?: null; post?: null; fetch?: null; sync: cellwire.v1.ChannelSync.$Shape; hint?: null }|{ body?: "hint"; create?: null; change?: null; get?: null; post?: null; fetch?: null; sync?: null; hint: cellwire.v1.ChannelHint.$Shape })
            );
        }

        /**
         * Properties of a ChannelAnswer.
         * @deprecated Use cellwire.v1.ChannelAnswer.$Properties instead.
         */
        interface IChannelAnswer extends cellwire.v1.ChannelAnswer.$Properties {
        }

        /** Represents a ChannelAnswer. */
        class ChannelAnswer {

            /**
             * Constructs a new ChannelAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelAnswer code. */
            code: string;

            /** ChannelAnswer detail. */
            detail: string;

            /** ChannelAnswer retryAfterMs. */
            retryAfterMs: number;

            /** ChannelAnswer channel. */
            channel?: (cellwire.v1.Channel.$Properties|null);

            /** ChannelAnswer posted. */
            posted?: (cellwire.v1.Posted.$Properties|null);

            /** ChannelAnswer posts. */
            posts?: (cellwire.v1.Posts.$Properties|null);

            /** ChannelAnswer sync. */
            sync?: (cellwire.v1.ChannelSyncAnswer.$Properties|null);

            /** ChannelAnswer body. */
            body?: ("channel"|"posted"|"posts"|"sync");

            /**
             * Encodes the specified ChannelAnswer message. Does not implicitly {@link cellwire.v1.ChannelAnswer.verify|verify} messages.
             * @param message ChannelAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelAnswer & cellwire.v1.ChannelAnswer.$Shape} ChannelAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelAnswer & cellwire.v1.ChannelAnswer.$Shape;
        }

        namespace ChannelAnswer {

            /** Properties of a ChannelAnswer. */
            interface $Properties {

                /** ChannelAnswer code */
                code?: (string|null);

                /** ChannelAnswer detail */
                detail?: (string|null);

                /** ChannelAnswer retryAfterMs */
                retryAfterMs?: (number|null);

                /** ChannelAnswer channel */
                channel?: (cellwire.v1.Channel.$Properties|null);

                /** ChannelAnswer posted */
                posted?: (cellwire.v1.Posted.$Properties|null);

                /** ChannelAnswer posts */
                posts?: (cellwire.v1.Posts.$Properties|null);

                /** ChannelAnswer sync */
                sync?: (cellwire.v1.ChannelSyncAnswer.$Properties|null);

                /** ChannelAnswer body */
                body?: ("channel"|"posted"|"posts"|"sync");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a ChannelAnswer. */
            type $Shape = {
              code?: string|null;
              detail?: string|null;
              retryAfterMs?: number|null;
              channel?: cellwire.v1.Channel.$Shape|null;
              posted?: cellwire.v1.Posted.$Shape|null;
              posts?: cellwire.v1.Posts.$Shape|null;
              sync?: cellwire.v1.ChannelSyncAnswer.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; channel?: null; posted?: null; posts?: null; sync?: null }|{ body?: "channel"; channel: cellwire.v1.Channel.$Shape; posted?: null; posts?: null; sync?: null }|{ body?: "posted"; channel?: null; posted: cellwire.v1.Posted.$Shape; posts?: null; sync?: null }|{ body?: "posts"; channel?: null; posted?: null; posts: cellwire.v1.Posts.$Shape; sync?: null }|{ body?: "sync"; channel?: null; posted?: null; posts?: null; sync: cellwire.v1.ChannelSyncAnswer.$Shape })
            );
        }

        /**
         * Properties of a ChannelSync.
         * @deprecated Use cellwire.v1.ChannelSync.$Properties instead.
         */
        interface IChannelSync extends cellwire.v1.ChannelSync.$Properties {
        }

        /** Represents a ChannelSync. */
        class ChannelSync {

            /**
             * Constructs a new ChannelSync.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelSync.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelSync counts. */
            counts: cellwire.v1.ChannelCount.$Properties[];

            /**
             * Encodes the specified ChannelSync message. Does not implicitly {@link cellwire.v1.ChannelSync.verify|verify} messages.
             * @param message ChannelSync message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelSync.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelSync message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelSync & cellwire.v1.ChannelSync.$Shape} ChannelSync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelSync & cellwire.v1.ChannelSync.$Shape;
        }

        namespace ChannelSync {

            /** Properties of a ChannelSync. */
            interface $Properties {

                /** ChannelSync counts */
                counts?: (cellwire.v1.ChannelCount.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelSync. */
            type $Shape = cellwire.v1.ChannelSync.$Properties;
        }

        /**
         * Properties of a ChannelCount.
         * @deprecated Use cellwire.v1.ChannelCount.$Properties instead.
         */
        interface IChannelCount extends cellwire.v1.ChannelCount.$Properties {
        }

        /** Represents a ChannelCount. */
        class ChannelCount {

            /**
             * Constructs a new ChannelCount.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelCount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelCount channel. */
            channel: string;

            /** ChannelCount subscribers. */
            subscribers: number;

            /**
             * Encodes the specified ChannelCount message. Does not implicitly {@link cellwire.v1.ChannelCount.verify|verify} messages.
             * @param message ChannelCount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelCount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelCount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelCount & cellwire.v1.ChannelCount.$Shape} ChannelCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelCount & cellwire.v1.ChannelCount.$Shape;
        }

        namespace ChannelCount {

            /** Properties of a ChannelCount. */
            interface $Properties {

                /** ChannelCount channel */
                channel?: (string|null);

                /** ChannelCount subscribers */
                subscribers?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelCount. */
            type $Shape = cellwire.v1.ChannelCount.$Properties;
        }

        /**
         * Properties of a ChannelSyncAnswer.
         * @deprecated Use cellwire.v1.ChannelSyncAnswer.$Properties instead.
         */
        interface IChannelSyncAnswer extends cellwire.v1.ChannelSyncAnswer.$Properties {
        }

        /** Represents a ChannelSyncAnswer. */
        class ChannelSyncAnswer {

            /**
             * Constructs a new ChannelSyncAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelSyncAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelSyncAnswer channels. */
            channels: cellwire.v1.Channel.$Properties[];

            /**
             * Encodes the specified ChannelSyncAnswer message. Does not implicitly {@link cellwire.v1.ChannelSyncAnswer.verify|verify} messages.
             * @param message ChannelSyncAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelSyncAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelSyncAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelSyncAnswer & cellwire.v1.ChannelSyncAnswer.$Shape} ChannelSyncAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelSyncAnswer & cellwire.v1.ChannelSyncAnswer.$Shape;
        }

        namespace ChannelSyncAnswer {

            /** Properties of a ChannelSyncAnswer. */
            interface $Properties {

                /** ChannelSyncAnswer channels */
                channels?: (cellwire.v1.Channel.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelSyncAnswer. */
            type $Shape = cellwire.v1.ChannelSyncAnswer.$Properties;
        }

        /**
         * Properties of a ChannelHint.
         * @deprecated Use cellwire.v1.ChannelHint.$Properties instead.
         */
        interface IChannelHint extends cellwire.v1.ChannelHint.$Properties {
        }

        /** Represents a ChannelHint. */
        class ChannelHint {

            /**
             * Constructs a new ChannelHint.
             * @param [properties] Properties to set
             */
            constructor(properties?: cellwire.v1.ChannelHint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ChannelHint channels. */
            channels: string[];

            /**
             * Encodes the specified ChannelHint message. Does not implicitly {@link cellwire.v1.ChannelHint.verify|verify} messages.
             * @param message ChannelHint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: cellwire.v1.ChannelHint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ChannelHint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {cellwire.v1.ChannelHint & cellwire.v1.ChannelHint.$Shape} ChannelHint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): cellwire.v1.ChannelHint & cellwire.v1.ChannelHint.$Shape;
        }

        namespace ChannelHint {

            /** Properties of a ChannelHint. */
            interface $Properties {

                /** ChannelHint channels */
                channels?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ChannelHint. */
            type $Shape = cellwire.v1.ChannelHint.$Properties;
        }
    }
}
